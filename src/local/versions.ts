import { createRequire } from "node:module"
import { join } from "node:path"
import manifest from "../../package.json" with { type: "json" }
import { ToolError } from "../errors.js"
import { type Files, readText } from "../ports.js"
import { localFiles } from "./files.js"

/** What runs here: what a report of a defect has to name. */
export interface Versions {
  readonly certfleet: string
  readonly node: string
  /** Node's own, which makes every handshake and signature; the `openssl` program may be another. */
  readonly openssl: string
  /** As Node calls it: `linux`, `darwin`, `win32`. */
  readonly platform: string
  /** As Node calls it: `x64`, `arm64`. */
  readonly arch: string
  /** By package, as installed; null for one that is not. */
  readonly dependencies: Readonly<Record<string, string | null>>
}

/**
 * The versions of certfleet, of what it runs on and of the packages that it would load.
 *
 * @throws ToolError for a package that is there and cannot be read
 */
export async function versionsHere(files: Pick<Files, "read" | "exists"> = localFiles): Promise<Versions> {
  const names = Object.keys(manifest.dependencies).sort()
  const found = await Promise.all(names.map(async (name) => [name, await installed(files, name)] as const))
  return {
    certfleet: manifest.version,
    node: process.versions.node,
    openssl: process.versions.openssl,
    platform: process.platform,
    arch: process.arch,
    dependencies: Object.fromEntries(found),
  }
}

/** Looked for where Node does; asked for itself, a package may keep its package.json to itself. */
async function installed(files: Pick<Files, "read" | "exists">, name: string): Promise<string | null> {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const file = join(folder, name, "package.json")
    if (await files.exists(file)) return versionIn(await readText(files, file), file)
  }
  return null
}

function versionIn(text: string, file: string): string {
  const { version } = JSON.parse(text) as { readonly version?: unknown }
  if (typeof version === "string") return version
  throw new ToolError("unreadable", `${file} names no version`, { hint: "npm ci puts it in its place" })
}
