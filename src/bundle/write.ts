import type { KeyObject } from "node:crypto"
import { dirname, join } from "node:path"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import type { Secret } from "../secret.js"
import type { Certificate } from "../x509/certificate.js"
import { writePem } from "../x509/pem.js"
import { writePrivateKey } from "../x509/privateKey.js"
import type { Assembled } from "./assembled.js"

/** The names that Zimbra gives its three files. */
export const bundleFiles = {
  key: "commercial.key",
  crt: "commercial.crt",
  ca: "commercial_ca.crt",
} as const

export interface WriteOptions {
  readonly files: Files
  /** The folder to make; nothing may be there. */
  readonly folder: string
  readonly key: KeyObject
  /** Keeps the key encrypted at rest. */
  readonly passphrase?: Secret
  /** Tells this run's unfinished folder from others'; one of the same is taken away first. */
  readonly stamp: string
}

/**
 * Writes key (0600), leaf and chain into a new folder: all three or nothing. They are made in a folder beside
 * it, which gets its name only when it is complete.
 *
 * @throws ToolError `exists` when the folder is there already, or what writing threw
 */
export async function writeBundle({ leaf, chain }: Assembled, options: WriteOptions): Promise<void> {
  const { files, folder, key, passphrase } = options
  if (await files.exists(folder))
    throw new ToolError("exists", `${folder} exists already`, {
      hint: "this certificate was imported before; --out FOLDER writes it elsewhere",
    })
  const unfinished = join(dirname(folder), `.unfinished-${options.stamp}`)
  await files.remove(unfinished)
  try {
    await files.folder(unfinished, { mode: 0o700 })
    await files.create(join(unfinished, bundleFiles.key), writePrivateKey(key, passphrase), { mode: 0o600 })
    await files.create(join(unfinished, bundleFiles.crt), certificatePem(leaf), { mode: 0o644 })
    await files.create(join(unfinished, bundleFiles.ca), chain.map(certificatePem).join(""), { mode: 0o644 })
    await files.rename(unfinished, folder)
  } catch (error) {
    await files.remove(unfinished)
    throw error
  }
}

/** `2026-05-01-1a2b3c4d`: first day of validity and the beginning of the fingerprint, unique to a certificate. */
export function bundleFolderName({ notBefore, fingerprint }: Certificate): string {
  return `${notBefore.toISOString().slice(0, 10)}-${fingerprint.slice(0, 8)}`
}

function certificatePem(certificate: Certificate): string {
  return writePem("CERTIFICATE", certificate.der)
}
