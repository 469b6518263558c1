import { scriptIn } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"
import { domainCertificate } from "./domainCommands.js"
import { stagedNames } from "./files.js"

/** What a host's commands would tell of it. */
export interface HealthyHost {
  /** Who owns the installation. */
  readonly user: string
  /** As `zmcontrol -v` says it, where that is known. */
  readonly version: string | undefined
  /** The folder that staging makes, and SHA-256 of what is in it. */
  readonly staging: string
  readonly staged: { readonly key: string; readonly certificate: string; readonly chain: string }
  /** The deployed files: path relative to the home → SHA-256, of the content or of the first certificate's DER. */
  readonly files: {
    readonly hashes: ReadonlyMap<string, string>
    readonly leaves: ReadonlyMap<string, string>
  }
  /** A domain with a certificate of its own: SHA-256 of its pair in the files and in LDAP. */
  readonly domain?: {
    readonly name: string
    readonly names: readonly string[]
    readonly files: Pair
    readonly ldap: Pair
  }
}

interface Pair {
  readonly certificate: string | undefined
  readonly key: string | undefined
}

type Line = readonly [key: string, value: string | number]

/** What each command of commands.ts reports where all is well; scripts by their names. */
const reports: Readonly<Record<string, (host: HealthyHost) => readonly Line[]>> = {
  preflight: ({ user, version }) => [
    ["user", user],
    ["free-kib", Number.MAX_SAFE_INTEGER],
    ...(version === undefined ? [] : [["version", version] as const]),
  ],
  inspect: ({ files }) => [
    ...[...files.hashes].map(([path, hash]) => ["file", `${hash}  ${path}`] as const),
    ...[...files.leaves].map(([path, hash]) => ["leaf", `${hash}  ${path}`] as const),
    ["done", 1],
  ],
  lock: () => [["lock", 1]],
  review: () => [
    ["backup", "ok"],
    ["done", 1],
  ],
  "ldap-copy": () => [["done", 1]],
  "domain-preflight": ({ user, domain }) => [
    ["user", user],
    ["free-kib", Number.MAX_SAFE_INTEGER],
    ["domain", 1],
    ["sni", "TRUE"],
    ...(domain?.names ?? []).map((name) => ["vhost", name] as const),
  ],
  "domain-inspect": ({ files, domain }) => [
    ...(domain?.files.certificate === undefined
      ? []
      : [["leaf", `${domain.files.certificate}  ${domainCertificate(domain.name)}`] as const]),
    ...told("key", domain?.files.key),
    ...[...files.hashes].map(([path, hash]) => ["file", `${hash}  ${path}`] as const),
    ["known", 1],
    ["done", 1],
  ],
  "domain-ldap": ({ domain }) => [
    ...told("ldap-certificate", domain?.ldap.certificate),
    ...told("ldap-key", domain?.ldap.key),
    ["done", 1],
  ],
  "domain-save-old": () => [["saved", 1]],
  "domain-finish": () => [["finished", 1]],
  "let-go": () => [["free", 1]],
  stage: ({ staging, staged }) => [
    ["file", `${staged.key}  ${stagedNames.key}`],
    ["file", `${staged.certificate}  ${stagedNames.certificate}`],
    ["file", `${staged.chain}  ${stagedNames.chain}`],
    ["staging", staging],
  ],
  backup: ({ user }) => [
    ["backup", `of ${user}'s files`],
    ["sha256", "0"],
  ],
  "install-key": ({ staged }) => [["key", staged.key]],
  stop: () => [["stopped", 1]],
  finish: () => [["finished", 1]],
  "clear-root": () => [["cleared", 1]],
  abandon: () => [["abandoned", 1]],
}

function told(key: string, value: string | undefined): readonly Line[] {
  return value === undefined ? [] : [[key, value]]
}

/** A program that ended well; restore is the only one whose own words count. */
const detachedEnd = "@status 0\n| @restored 1\n"

/** The standard output of a command of commands.ts on a host where it succeeds. */
export function healthyAnswer({ name, argv, detached }: RemoteCommand, host: HealthyHost): string {
  if (detached !== undefined) return detachedEnd
  const script = scriptIn(argv)
  if (script === undefined) return `${name}: OK\n`
  const report = reports[script.name]
  if (report === undefined) throw new RangeError(`nobody knows what ${script.name} reports`)
  return report(host)
    .map(([key, value]) => `@${key} ${value}\n`)
    .join("")
}
