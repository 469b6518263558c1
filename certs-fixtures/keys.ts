import { createHash, createPrivateKey, type KeyObject } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import forge from "node-forge"

/** The keys of servers: RFC 9500's test keys, which are in files because an import reads them. */
export function serverKey(folder: string, name: "rfc9500-rsa2048" | "rfc9500-p256"): KeyObject {
  return createPrivateKey(readFileSync(join(folder, "keys", `${name}.key`)))
}

/** The keys of CAs: RSA from a label, the same in every run, so that no file holds them. Takes seconds. */
export function labelledKey(label: string, bits = 2048): KeyObject {
  const { privateKey } = forge.pki.rsa.generateKeyPair({
    bits,
    prng: { getBytesSync: stream(label) },
    algorithm: "PRIMEINC",
  } as Parameters<typeof forge.pki.rsa.generateKeyPair>[0])
  return createPrivateKey(forge.pki.privateKeyToPem(privateKey))
}

/** SHA-256 of the label and a counter, as the binary string that node-forge wants. */
function stream(label: string): (count: number) => string {
  let counter = 0
  return (count) => {
    let bytes = ""
    while (bytes.length < count)
      bytes += createHash("sha256").update(`certfleet ${label} ${counter++}`).digest().toString("latin1")
    return bytes.slice(0, count)
  }
}
