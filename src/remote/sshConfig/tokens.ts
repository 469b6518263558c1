import { createHash } from "node:crypto"

/** What ssh_config(5), TOKENS, stands for in one log-in. */
export interface TokenValues {
  /** The name as it was given (%n). */
  readonly originalHost: string
  /** The name or address that is connected to (%h). */
  readonly host: string
  readonly port: number
  readonly user: string
  /** %k: the HostKeyAlias, else the name as it was given. */
  readonly knownAs: string
  /** %j: the ProxyJump, empty for none. */
  readonly jump: string
  /** The local user's (%d, %u, %i) and this machine's (%l). */
  readonly home: string
  readonly localUser: string
  readonly localUserId: number
  readonly localHost: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const table: Readonly<Record<string, (values: TokenValues) => string>> = {
  "%": () => "%",
  C: ({ localHost, host, port, user, jump }) =>
    createHash("sha1").update(`${localHost}${host}${port}${user}${jump}`).digest("hex"),
  d: ({ home }) => home,
  h: ({ host }) => host,
  i: ({ localUserId }) => String(localUserId),
  j: ({ jump }) => jump,
  k: ({ knownAs }) => knownAs,
  L: ({ localHost }) => localHost.split(".", 1)[0] ?? "",
  l: ({ localHost }) => localHost,
  n: ({ originalHost }) => originalHost,
  p: ({ port }) => String(port),
  r: ({ user }) => user,
  u: ({ localUser }) => localUser,
}

export interface Expanded {
  readonly text: string
  /** Tokens and variables that stand for nothing here. */
  readonly unknown: readonly string[]
}

/** Puts in what tokens stand for. */
export function expandTokens(text: string, values: TokenValues): Expanded {
  const unknown: string[] = []
  const expanded = text.replace(/%(.?)/gs, (whole, letter: string) => {
    const value = table[letter]
    if (value !== undefined) return value(values)
    unknown.push(whole)
    return whole
  })
  return { text: expanded, unknown }
}

/** A file name: variables, tokens, and `~` for the home. */
export function expandFile(name: string, values: TokenValues): Expanded {
  const unset: string[] = []
  const withVariables = name.replace(/\$\{([^}]*)\}/g, (whole, variable: string) => {
    const value = variable === "HOME" ? values.home : values.env[variable]
    if (value === undefined) unset.push(whole)
    return value ?? whole
  })
  const { text, unknown } = expandTokens(withVariables, values)
  return { text: text.replace(/^~(?=\/|$)/, values.home), unknown: [...unset, ...unknown] }
}
