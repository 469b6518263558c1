import { statSync } from "node:fs"

/** Whether others are kept from reading a file: no file system of Windows, and none without modes, does that. */
export function isPrivate(path: string, platform: string = process.platform): boolean {
  return platform !== "win32" && (statSync(path).mode & 0o077) === 0
}

/** Whether anybody may run it, which is what Ansible asks. */
export function isExecutable(path: string): boolean {
  return (statSync(path).mode & 0o111) !== 0
}
