import { dirname, join } from "node:path"
import type { Files } from "../ports.js"
import { parseSan } from "../x509/sanEntry.js"

/**
 * Where everything about the certificate of one common name goes: `certificates/mail.example.edu`.
 *
 * @param fleetFile beside which that is; the working directory unless given
 */
export function certificateFolder(commonName: string, fleetFile = ""): string {
  const parsed = parseSan(commonName)
  // However fleet.yaml spells it, the folder is that of the name in the certificate.
  const name = parsed.ok ? parsed.entry.value : commonName
  // No file system and no shell minds what is left: a wildcard's star and the colons of IPv6 are gone.
  const plain = name.replace("*", "_").replace(/[^A-Za-z0-9._-]/g, "-")
  // A subject may say anything: `..` would lead out of the folder.
  const own = plain.replace(/^(?:\.+|$)/, "_")
  return join(dirname(fleetFile), "certificates", own)
}

/** The newest folder of the common name that holds such a file or folder: their names sort by time. */
export async function newestFolder(
  files: Files,
  commonName: string,
  holding: string,
  fleetFile?: string,
): Promise<string | undefined> {
  const parent = certificateFolder(commonName, fleetFile)
  const names = (await files.exists(parent)) ? await files.list(parent) : []
  const holds = await Promise.all(names.map((name) => files.exists(join(parent, name, holding))))
  const newest = names.filter((_, index) => holds[index] === true).at(-1)
  return newest === undefined ? undefined : join(parent, newest)
}

/** UTC time for a file name: `2026-05-01T09-30-00Z`. */
export function timeStamp(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-")
}
