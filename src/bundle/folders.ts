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

/** The newest folder of the common name that holds such a file or folder. */
export async function newestFolder(
  files: Files,
  commonName: string,
  holding: string,
  fleetFile?: string,
): Promise<string | undefined> {
  return (await foldersHolding(files, commonName, holding, fleetFile)).at(-1)
}

/**
 * Folders of the common name that hold such a file or folder, the newest last. Their names begin with a day or a time;
 * of certificates of one day, which many CAs let begin at its midnight, the one that was written last is the newest.
 */
export async function foldersHolding(
  files: Files,
  commonName: string,
  holding: string,
  fleetFile?: string,
): Promise<readonly string[]> {
  const parent = certificateFolder(commonName, fleetFile)
  const names = (await files.exists(parent)) ? await files.list(parent) : []
  const holders: { readonly name: string; readonly begins: string; readonly written: number }[] = []
  for (const name of names) {
    const held = join(parent, name, holding)
    if (!(await files.exists(held))) continue
    const begins = /^\d{4}-\d{2}-\d{2}(?=-[0-9a-f]{8}$)/.exec(name)?.[0] ?? name
    holders.push({ name, begins, written: await files.modified(held) })
  }
  return holders
    .sort((one, other) => compare(one.begins, other.begins) || one.written - other.written)
    .map(({ name }) => join(parent, name))
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}

/** UTC time for a file name: `2026-05-01T09-30-00Z`. */
export function timeStamp(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-")
}
