import type { KeyObject } from "node:crypto"
import { dirname, join } from "node:path"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import type { Secret } from "../secret.js"
import type { Certificate } from "../x509/certificate.js"
import { writePem } from "../x509/pem.js"
import { writePrivateKey } from "../x509/privateKey.js"
import type { Assembled } from "./assembled.js"
import { bundleFiles } from "./bundleFiles.js"
import { holds } from "./held.js"

export interface WriteOptions {
  readonly files: Files
  /** The folder to make, or an empty one. */
  readonly folder: string
  readonly key: KeyObject
  /** Keeps the key encrypted at rest. */
  readonly passphrase?: Secret
  /** Tells this run's unfinished folder from others'; one of the same is taken away first. */
  readonly stamp: string
}

/**
 * Writes key (0600), leaf and chain into a new folder: all three or nothing. They are made in a folder beside
 * it, which gets its name only when it is complete. In an empty folder, which stays the user's own, they are made in a
 * folder of it, and the leaf comes last.
 *
 * @throws ToolError `exists` when something is there already, or what writing threw
 */
export async function writeBundle({ leaf, chain }: Assembled, options: WriteOptions): Promise<void> {
  const { files, folder, key, passphrase } = options
  const unfinishedName = `.unfinished-${options.stamp}`
  const isThere = (await files.kind(folder)) !== undefined
  if (isThere) await requireEmpty(files, folder, leaf, unfinishedName)
  const unfinished = join(isThere ? folder : dirname(folder), unfinishedName)
  await files.remove(unfinished)
  const moved: string[] = []
  try {
    await files.folder(unfinished, { mode: 0o700 })
    await files.create(join(unfinished, bundleFiles.key), writePrivateKey(key, passphrase), { mode: 0o600 })
    await files.create(join(unfinished, bundleFiles.crt), certificatePem(leaf), { mode: 0o644 })
    await files.create(join(unfinished, bundleFiles.ca), chain.map(certificatePem).join(""), { mode: 0o644 })
    if (!isThere) return await files.rename(unfinished, folder)
    for (const name of [bundleFiles.key, bundleFiles.ca, bundleFiles.crt]) {
      await files.rename(join(unfinished, name), join(folder, name))
      moved.push(join(folder, name))
    }
    await files.remove(unfinished)
  } catch (error) {
    for (const one of [unfinished, ...moved]) await files.remove(one)
    throw error
  }
}

/** @throws ToolError `exists` */
async function requireEmpty(
  files: Files,
  folder: string,
  leaf: Certificate,
  unfinishedName: string,
): Promise<void> {
  const refuse = (what: string, hint: string): never => {
    throw new ToolError("exists", `${folder} ${what}`, { hint })
  }
  if ((await files.kind(folder)) !== "folder") refuse("exists already", "--out FOLDER names another place")
  if ((await files.list(folder)).every((name) => name === unfinishedName)) return
  if (await holds(files, join(folder, bundleFiles.crt), leaf))
    refuse("exists already", "this certificate was imported before; --out FOLDER writes it elsewhere")
  refuse("exists already, and is not empty", "--out FOLDER names one that is empty or not there yet")
}

/** `2026-05-01-1a2b3c4d`: first day of validity and the beginning of the fingerprint, unique to a certificate. */
export function bundleFolderName({ notBefore, fingerprint }: Certificate): string {
  return `${notBefore.toISOString().slice(0, 10)}-${fingerprint.slice(0, 8)}`
}

function certificatePem(certificate: Certificate): string {
  return writePem("CERTIFICATE", certificate.der)
}
