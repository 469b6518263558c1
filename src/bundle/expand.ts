import { createPrivateKey, type KeyObject } from "node:crypto"
import { inputFindings } from "../assess/inputFindings.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import { quoteWord } from "../remote/quote.js"
import { Secret } from "../secret.js"
import { Rounds } from "../x509/keyDerivation.js"
import type { Problem } from "../x509/parsed.js"
import { readPkcs12 } from "../x509/pkcs12.js"
import { looksLikePkcs12, needsLegacy } from "../x509/pkcs12Head.js"
import { bundleFindings } from "./findings.js"
import type { InputFile } from "./inputFile.js"
import { bundleNotices } from "./notices.js"
import { type Unpacked, unpack } from "./unpack.js"

/** What was inside of the inputs. */
export interface Expanded {
  /** Everything but containers, which are replaced by what they hold. */
  readonly files: readonly InputFile[]
  /** Keys from PKCS #12 files, each with the password that opened it. */
  readonly keys: readonly ContainedKey[]
  readonly findings: readonly Finding[]
}

export interface ContainedKey {
  readonly file: string
  readonly key: KeyObject
  readonly password: Secret
}

/** Asked for each PKCS #12 file that an empty password does not open. */
export type AskPassword = (file: string) => Promise<Secret>

const nothing: Expanded = { files: [], keys: [], findings: [] }

/**
 * Unpacks archives, compressed files, base64 and key stores, each inside of the other. What cannot be unpacked is a
 * finding.
 *
 * @throws ToolError `passphrase` for a wrong password, or what `ask` threw
 */
export async function expandInputs(inputs: readonly InputFile[], ask: AskPassword): Promise<Expanded> {
  const opened: Expanded[] = []
  for (const input of inputs) {
    const unpacked = unpack(input)
    opened.push({ ...nothing, findings: findingsOf(unpacked) })
    for (const file of unpacked.files) opened.push(await openStore(file, ask))
  }
  return {
    files: opened.flatMap(({ files }) => files),
    keys: opened.flatMap(({ keys }) => keys),
    findings: opened.flatMap(({ findings }) => findings),
  }
}

function findingsOf({ broken, empty, withJavaKeys }: Unpacked): Finding[] {
  return [
    ...broken.map(({ file, problem }) => brokenContainer(file, problem, unpackAdvice(problem))),
    ...empty.map((file) => bundleFindings.noCertificate({ kind: "file", file }, { file, found: "" })),
    ...withJavaKeys.map((file) => bundleNotices.javaKey({ kind: "file", file }, { file })),
  ]
}

/** The file, or what it holds where it is a PKCS #12 file. */
export async function openStore(file: InputFile, ask: AskPassword): Promise<Expanded> {
  return looksLikePkcs12(file.bytes) ? openPkcs12(file, ask) : { ...nothing, files: [file] }
}

async function openPkcs12({ name, bytes }: InputFile, ask: AskPassword): Promise<Expanded> {
  const rounds = new Rounds()
  let password = new Secret("")
  let read = readPkcs12(bytes, password, rounds)
  if (!read.ok && read.wrongPassword) {
    password = await ask(name)
    read = readPkcs12(bytes, password, rounds)
  }
  if (!read.ok && read.wrongPassword)
    throw new ToolError("passphrase", `${name}: the passphrase is wrong`, { hint: "try again" })
  if (!read.ok)
    return {
      ...nothing,
      findings: [brokenContainer(name, read.problem, pkcs12Advice({ name, bytes }, read.problem))],
    }
  return {
    files: read.certificates.map((certificate) => ({ name, bytes: certificate, contained: true })),
    keys: read.keys.flatMap((der) => {
      const key = privateKey(der)
      return key === undefined ? [] : [{ file: name, key, password }]
    }),
    findings: [],
  }
}

function privateKey(der: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" })
  } catch {
    // A key of a kind that Node does not know belongs to no server certificate.
    return undefined
  }
}

function brokenContainer(file: string, { message }: Problem, advice: string): Finding {
  return inputFindings.container({ kind: "file", file }, { file, problem: message, advice })
}

/** What to do about an archive; nothing where it is damaged. One that is as it should be needs no other download. */
export function unpackAdvice({ kind }: Problem): string {
  if (kind === "value") return "unpack it with its password, and name the files in it"
  return kind === "limit" ? "unpack it, and name the files with certificates" : ""
}

/** What is encrypted in an unusual way has not come to harm. */
function pkcs12Advice({ bytes, name }: InputFile, { kind }: Problem): string {
  if (kind !== "algorithm" && kind !== "limit") return ""
  const legacy = needsLegacy(bytes) ? " -legacy" : ""
  return `openssl pkcs12${legacy} -in ${quoteWord(name)} -nodes -out new.pem makes PEM of it: name that, also with --key-file`
}
