import type { RawSettings } from "./reading.js"
import { type Expanded, expandFile, expandTokens, type TokenValues } from "./tokens.js"

/** What ssh_config says of one host; what it leaves open is undefined or empty. */
export interface SshHostSettings {
  readonly hostName?: string
  readonly port?: number
  readonly user?: string
  readonly knownAs?: string
  readonly family?: 4 | 6
  readonly bindAddress?: string
  /** Expanded, `none` left out; undefined where nothing is said. */
  readonly identityFiles?: readonly string[]
  readonly identitiesOnly: boolean
  /** The agent's socket; `none` for no agent. */
  readonly identityAgent?: string
  readonly certificateFiles: readonly string[]
  readonly knownHostsFiles?: readonly string[]
  readonly globalKnownHostsFiles?: readonly string[]
  /** `user@host:port`, first hop first; empty for none. */
  readonly jumps: readonly string[]
  /** With all tokens put in. */
  readonly proxyCommand?: string
  /** Tokens and variables that stand for nothing, with the value that they are in. */
  readonly unknownTokens: readonly string[]
}

/** Whose settings they are, and what of it stands whatever they say. */
export interface SettingsContext {
  readonly host: string
  readonly user: string
  readonly port: number
  readonly local: Pick<TokenValues, "home" | "localUser" | "localUserId" | "localHost" | "env">
}

/** Takes values as they are written and makes of them what a log-in needs. */
export function settingsFrom(raw: RawSettings, context: SettingsContext): SshHostSettings {
  const first = (keyword: string): string | undefined => raw.get(keyword)?.[0]
  const hostName = first("hostname")?.replace(/%([h%])/g, (_, letter) =>
    letter === "h" ? context.host : "%",
  )
  const knownAs = first("hostkeyalias")?.toLowerCase()
  const port = portFrom(first("port"))
  const user = first("user")
  const jump = first("proxyjump")
  const jumps = jump === undefined || isNone(jump) ? [] : jump.split(",").map((hop) => hop.trim())
  const values: TokenValues = {
    ...context.local,
    originalHost: context.host,
    host: hostName ?? context.host,
    port: port ?? context.port,
    user: user ?? context.user,
    knownAs: knownAs ?? context.host,
    jump: jumps.join(","),
  }
  const unknownTokens: string[] = []
  const noted = ({ text, unknown }: Expanded): string => {
    for (const one of unknown) unknownTokens.push(`${one} in ${text}`)
    return text
  }
  const files = (keyword: string): readonly string[] | undefined =>
    raw
      .get(keyword)
      ?.filter((one) => !isNone(one))
      .map((one) => noted(expandFile(one, values)))
  const command = first("proxycommand")
  const agent = first("identityagent")
  const family = { inet: 4, inet6: 6 } as const
  const chosen = family[first("addressfamily")?.toLowerCase() as keyof typeof family]
  return withoutUndefined({
    ...{ hostName, port, user, knownAs, jumps },
    family: chosen,
    bindAddress: first("bindaddress"),
    identityFiles: files("identityfile"),
    identitiesOnly: /^(yes|true)$/i.test(first("identitiesonly") ?? ""),
    identityAgent: agent === undefined ? undefined : agentFrom(agent, values, noted),
    certificateFiles: files("certificatefile") ?? [],
    knownHostsFiles: files("userknownhostsfile"),
    globalKnownHostsFiles: files("globalknownhostsfile"),
    proxyCommand:
      command === undefined || isNone(command) || jumps.length > 0
        ? undefined
        : noted(expandTokens(command, values)),
    unknownTokens,
  })
}

function isNone(value: string): boolean {
  return value.toLowerCase() === "none"
}

function portFrom(text: string | undefined): number | undefined {
  const port = Number(text)
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

/** ssh_config(5), IdentityAgent: a socket, `none`, or the name of a variable that holds one. */
function agentFrom(
  value: string,
  values: TokenValues,
  noted: (expanded: Expanded) => string,
): string | undefined {
  if (isNone(value)) return "none"
  if (value === "SSH_AUTH_SOCK") return values.env["SSH_AUTH_SOCK"]
  const variable = /^\$([A-Za-z_]\w*)$/.exec(value)?.[1]
  return variable === undefined ? noted(expandFile(value, values)) : values.env[variable]
}

type Optional<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | undefined : T[K] }

function withoutUndefined(
  value: Optional<Required<SshHostSettings>> | Record<string, unknown>,
): SshHostSettings {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as unknown as SshHostSettings
}
