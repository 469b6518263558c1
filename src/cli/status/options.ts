import { ToolError } from "../../errors.js"
import type { ReporterOptions } from "../options/reporters.js"

export interface StatusCommandOptions extends ReporterOptions {
  readonly fleet?: string
  readonly domain?: string
  readonly limit?: readonly string[]
  readonly expect?: string
  readonly trust?: string
  readonly profile?: string
  readonly timeout: string
  readonly days: string
  readonly failOn: string
  /** false for --no-ssh. */
  readonly ssh: boolean
  readonly askPassword?: boolean
  readonly askSudoPassword?: boolean
  /** false for --no-farms. */
  readonly farms: boolean
  readonly watch?: boolean
  readonly deadline?: string
  readonly interval: string
  readonly names?: boolean
  readonly calendar?: boolean
  readonly resolve?: boolean
  readonly discover?: boolean
  readonly resolver: readonly string[]
  readonly ical?: string
  readonly html?: string
  readonly journal?: string
  readonly prometheus?: string
  readonly listen?: string
  readonly criticalDays: string
}

/** What shapes an output, or a part of one, that metrics over HTTP have not. */
const besideListen = [
  ...["json", "reporter", "reporterFile", "html", "prometheus", "ical", "journal", "watch", "deadline"],
  ...["names", "calendar", "resolve", "resolver", "discover"],
] as const satisfies readonly (keyof StatusCommandOptions)[]

/** @throws ToolError `usage` for options that would be ignored */
export function refuseBesideListen(options: StatusCommandOptions): void {
  const given = besideListen.filter((name) => {
    const value = options[name]
    return Array.isArray(value) ? value.length > 0 : value !== undefined
  })
  const [first] = given
  if (first === undefined) return
  const flag = first.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new ToolError("usage", `--listen and --${flag} exclude each other`, {
    hint: "--listen serves metrics and nothing else: write one of them",
  })
}

export interface ListenAddress {
  readonly address: string
  readonly port: number
}

/**
 * `9115`, `127.0.0.1:9115` or `[::1]:9115`; loopback unless an address is given.
 *
 * @throws ToolError `usage`
 */
export function listenAddress(text: string): ListenAddress {
  const match = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):)?(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match !== null && port <= 65_535) return { address: match[1] ?? match[2] ?? "127.0.0.1", port }
  throw new ToolError("usage", `--listen ${text}: neither a port nor ADDRESS:PORT`, {
    hint: "write 9115, 127.0.0.1:9115 or [::1]:9115",
  })
}
