/** Key and CSR of an order: those that are there, or new ones. */
import type { KeyObject } from "node:crypto"
import { join } from "node:path"
import { bundleFiles } from "../bundle/bundleFiles.js"
import { readKeyFile } from "../bundle/delivered.js"
import { certificateFolder, newestFolder, timeStamp } from "../bundle/folders.js"
import { certificateIn } from "../bundle/held.js"
import { writePair } from "../csr/pair.js"
import type { CsrPlan } from "../csr/plan.js"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import type { Files } from "../ports.js"
import type { Secret } from "../secret.js"
import { type Csr, parseCsr } from "../x509/csr.js"
import { sameBytes } from "../x509/derValues.js"
import { readPem } from "../x509/pem.js"
import { sanEntryOf } from "../x509/sanEntry.js"

/** A folder that `csr` wrote. */
export interface CertificateRequest {
  readonly folder: string
  readonly keyFile: string
  readonly csrFile: string
  readonly csr: Csr
}

const filesOf = (folder: string) => ({
  keyFile: join(folder, "commercial.key"),
  csrFile: join(folder, "commercial.csr"),
})

/** What the CA issued for a request, beside it. */
export function deliveredFile({ folder }: Pick<CertificateRequest, "folder">): string {
  return join(folder, "delivered.pem")
}

/** @throws ToolError `config` for a folder without key and CSR */
export async function readRequest(files: Files, folder: string): Promise<CertificateRequest> {
  const { csrFile, keyFile } = filesOf(folder)
  const missing = (await files.exists(csrFile)) ? keyFile : csrFile
  if (!(await files.exists(missing)))
    throw new ToolError("config", `there is no ${missing}`, {
      hint: "name a folder that certfleet csr wrote, or leave it out",
    })
  const [block] = readPem(await files.read(csrFile)).blocks
  const read = parseCsr(block?.der ?? new Uint8Array())
  if (read.ok) return { folder, csrFile, keyFile, csr: read.value }
  throw new ToolError("config", `${csrFile} is no CSR that can be read: ${read.problem.message}`, {
    hint: "make another one: certfleet csr",
  })
}

/**
 * For an order that is to be paid: what it brings is of use only with this key.
 *
 * @throws ToolError `config` for a key that is not the CSR's or cannot be read, `passphrase` for one that cannot be opened
 */
export async function requireOwnKey(
  files: Files,
  { csr, csrFile, folder, keyFile }: CertificateRequest,
  passphrase: (file: string) => Promise<Secret>,
): Promise<void> {
  const { publicKey } = await readKeyFile(files, keyFile, passphrase)
  if (sameBytes(publicKey, csr.publicKey.der)) return
  throw new ToolError("config", `${keyFile} is not the key of ${csrFile}`, {
    hint: `bring that key back from a copy, or move ${folder} away: then a new key and CSR are made`,
  })
}

/** The newest request, where it asks for these names and no certificate was imported for it yet. */
export async function waitingRequest(
  files: Files,
  { certificate, file }: Pick<Fleet, "file" | "certificate">,
  plan: CsrPlan,
): Promise<CertificateRequest | undefined> {
  const newest = await newestFolder(files, certificate.commonName, "commercial.csr", file)
  if (newest === undefined || !(await files.exists(filesOf(newest).keyFile))) return undefined
  const request = await readRequest(files, newest)
  if (!asksFor(request.csr, plan)) return undefined
  return (await isImported(files, { certificate, file }, request.csr)) ? undefined : request
}

/** Whether a certificate for the key of a request was imported already. */
export async function isImported(
  files: Files,
  { certificate, file }: { readonly file: string; readonly certificate: { readonly commonName: string } },
  { publicKey }: Csr,
): Promise<boolean> {
  const parent = certificateFolder(certificate.commonName, file)
  for (const name of await files.list(parent)) {
    const imported = join(parent, name, bundleFiles.crt)
    if (!(await files.exists(imported))) continue
    const leaf = await certificateIn(files, imported)
    if (leaf !== undefined && sameBytes(leaf.publicKey.der, publicKey.der)) return true
  }
  return false
}

/** Whether a CSR asks for the names of a plan, no more and no less. */
export function asksFor(csr: Csr, { names }: CsrPlan): boolean {
  const wanted = names.map(({ value }) => value).sort()
  return namesOf(csr).toSorted().join() === wanted.join()
}

/** The names that a CSR asks for, as certificates spell them. */
export function namesOf({ extensions }: Csr): readonly string[] {
  const names = extensions.subjectAltName
  return names?.ok === true ? names.value.flatMap((name) => sanEntryOf(name)?.value ?? []) : []
}

/** Where a new request goes: one that was begun in the same second, and not ended, is left alone. */
export async function newRequestFolder(
  files: Pick<Files, "exists">,
  { certificate, file }: Pick<Fleet, "file" | "certificate">,
  now: number,
): Promise<string> {
  const folder = join(certificateFolder(certificate.commonName, file), `request-${timeStamp(now)}`)
  let free = folder
  for (let nth = 2; await files.exists(free); nth++) free = `${folder}-${nth}`
  return free
}

export interface NewRequest {
  readonly folder: string
  readonly files: Files
  /** Encrypts the key at rest. */
  readonly passphrase?: Secret | undefined
  readonly signal?: AbortSignal | undefined
  /** An existing key instead of a new one. */
  readonly key?: KeyObject | undefined
}

/** Makes key and CSR; both are there afterwards or neither. */
export async function makeRequest(plan: CsrPlan, options: NewRequest): Promise<CertificateRequest> {
  const { files, folder, key, passphrase, signal } = options
  await writePair(plan, {
    ...{ files, folder },
    ...(passphrase && { passphrase }),
    ...(signal && { signal }),
    ...(key && { key }),
  })
  return readRequest(files, folder)
}
