import { createPrivateKey, type KeyObject } from "node:crypto"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import { Secret } from "../secret.js"
import { looksLikePkcs12 } from "../x509/pkcs12Head.js"
import { looksLikeZip, readZip } from "../x509/zip.js"
import type { InputFile } from "./delivery.js"
import { bundleFindings } from "./findings.js"

/** What was inside of the inputs. */
export interface Expanded {
  /** Everything but zip archives and PKCS #12 files, which are replaced by what they hold. */
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
 * Unpacks zip archives (one level) and opens PKCS #12 files. What cannot be unpacked is a finding.
 *
 * @throws ToolError `passphrase` for a wrong password, or what `ask` threw
 */
export async function expandInputs(inputs: readonly InputFile[], ask: AskPassword): Promise<Expanded> {
  const unpacked = inputs.map(unzip)
  const opened: Expanded[] = []
  for (const { files, findings } of unpacked) {
    opened.push({ ...nothing, findings })
    for (const file of files) opened.push(await open(file, ask))
  }
  return {
    files: opened.flatMap(({ files }) => files),
    keys: opened.flatMap(({ keys }) => keys),
    findings: opened.flatMap(({ findings }) => findings),
  }
}

/** Other files lie beside certificates in folders and archives: keys, notes. */
export function mayHoldCertificates(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (
    bytes[0] === 0x30 || looksLikeZip(bytes) || /-----BEGIN (?![A-Z0-9 ]*KEY)/.test(text.toString("latin1"))
  )
}

function unzip(input: InputFile): Expanded {
  if (!looksLikeZip(input.bytes)) return { ...nothing, files: [input] }
  const read = readZip(input.bytes)
  if (!read.ok) return brokenContainer(input.name, read.problem.message)
  const files = read.value
    // What macOS adds to every archive only looks like the files it is named after.
    .filter(({ name, bytes }) => !/(^|\/)(__MACOSX\/|\._)/.test(name) && mayHoldCertificates(bytes))
    .map(({ name, bytes }) => ({ name: `${input.name}/${name}`, bytes }))
  if (files.length > 0) return { ...nothing, files }
  const finding = bundleFindings.noCertificate({ kind: "file", file: input.name }, { file: input.name })
  return { ...nothing, findings: [finding] }
}

async function open(file: InputFile, ask: AskPassword): Promise<Expanded> {
  if (file.bytes[0] !== 0x30) return { ...nothing, files: [file] }
  return looksLikePkcs12(file.bytes) ? openPkcs12(file, ask) : { ...nothing, files: [file] }
}

async function openPkcs12({ name, bytes }: InputFile, ask: AskPassword): Promise<Expanded> {
  // Brings node-forge along: loaded for those who need it.
  const { readPkcs12 } = await import("../x509/pkcs12.js")
  let password = new Secret("")
  let read = readPkcs12(bytes, password)
  if (!read.ok && read.wrongPassword) {
    password = await ask(name)
    read = readPkcs12(bytes, password)
  }
  if (!read.ok && read.wrongPassword)
    throw new ToolError("passphrase", `${name}: the passphrase is wrong`, { hint: "try again" })
  if (!read.ok) return brokenContainer(name, read.problem.message)
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

function brokenContainer(file: string, problem: string): Expanded {
  return { ...nothing, findings: [bundleFindings.brokenContainer({ kind: "file", file }, { file, problem })] }
}
