/** Where everything about the certificate of one common name goes: `certificates/mail.example.edu`. */
export function certificateFolder(commonName: string): string {
  // No file system and no shell minds what is left: a wildcard's star and the colons of IPv6 are gone.
  return `certificates/${commonName.replace("*", "_").replace(/[^A-Za-z0-9._-]/g, "-")}`
}

/** UTC time for a file name: `2026-05-01T09-30-00Z`. */
export function timeStamp(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-")
}
