import { ToolError } from "../errors.js"
import { quoteWord } from "../remote/quote.js"
import type { PrivateKeyProblem, ReadPrivateKey } from "../x509/readPrivateKey.js"

type Failed = Omit<Extract<ReadPrivateKey, { ok: false }>, "ok">

export interface KeyAdvice {
  /** What is wrong, fit to follow "it" or a file's name. */
  readonly what: string
  /** What to do; only for a key that came to harm another one. */
  readonly hint: string
}

const nameTheKey = "name the key that was made with the CSR"

/** What to say about a private key that could not be read. Each command here was run against such a key. */
export function keyAdvice({ problem, detail = "" }: Failed, file: string): KeyAdvice {
  const word = quoteWord(file)
  const advice: Readonly<Record<PrivateKeyProblem, readonly [string, string]>> = {
    empty: ["is empty", nameTheKey],
    "no-key": ["holds no private key", `${nameTheKey}, in PEM or DER`],
    broken: [
      "is damaged: the private key in it cannot be read",
      "take it from a backup, or make a new key and CSR with certfleet csr",
    ],
    encrypted: ["is encrypted", "use --passphrase or --passphrase-file FILE"],
    "wrong-passphrase": [
      "cannot be opened: the passphrase is wrong",
      "try again; if it is right, the file is damaged",
    ],
    openssh: [
      "holds a key in the format of OpenSSH, which is not read here",
      `make a copy that is: cp -p ${word} new.key && ssh-keygen -p -m PKCS8 -f new.key`,
    ],
    putty: [
      "holds a key in the format of PuTTY, which is not read here",
      `write it in another one: puttygen ${word} -O private-openssh -o new.key`,
    ],
    pkcs12: [
      "is a PKCS #12 file",
      `name it among the delivered files, or take the key out: openssl pkcs12${detail === "legacy" ? " -legacy" : ""} -in ${word} -nocerts -out new.key`,
    ],
    "java-key-store": [
      "is a Java key store",
      `keytool -importkeystore -srckeystore ${word} -destkeystore new.p12 -deststoretype PKCS12, then name new.p12 among the delivered files`,
    ],
    unsupported: [
      `holds a private key that is not read here (${detail})`,
      `have OpenSSL write it anew: openssl pkey -provider legacy -provider default -in ${word} -out new.key`,
    ],
    "unknown-kind": [
      `holds a private key that is not read here (${detail})`,
      "make a new key and CSR with certfleet csr: no public CA certifies keys of that kind",
    ],
    costly: [
      "takes too many rounds of key derivation to open",
      `encrypt it anew, which takes a while: openssl pkcs8 -topk8 -in ${word} -out new.key`,
    ],
  }
  const [what, hint] = advice[problem]
  return { what, hint }
}

/** The same as an error for whoever named the file. */
export function privateKeyError(failed: Failed, file: string): ToolError {
  const { what, hint } = keyAdvice(failed, file)
  if (failed.problem === "wrong-passphrase")
    return new ToolError("passphrase", `${file}: the passphrase is wrong`, { hint })
  return new ToolError(failed.problem === "encrypted" ? "passphrase" : "config", `${file} ${what}`, { hint })
}
