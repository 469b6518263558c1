import SSHConfig from "ssh-config"

/** What ~/.ssh/config says of one host; what it leaves open is undefined or empty. */
export interface SshHostSettings {
  readonly hostName?: string
  readonly port?: number
  readonly user?: string
  readonly knownAs?: string
  readonly identityFiles: readonly string[]
  readonly knownHostsFiles: readonly string[]
  /** `user@host:port`, first hop first; empty for none. */
  readonly jumps: readonly string[]
}

/** A `Match` block with `exec`, up to the next block. */
const programBlock = /^[ \t]*match\s.*\bexec\b.*(?:\n(?![ \t]*(?:host|match)[\s=]).*)*/gim

/**
 * Reads ssh_config(5) texts, the user's before the system's: the first value of each keyword counts.
 * Follows Host patterns, HostName, Port, User, HostKeyAlias, IdentityFile, UserKnownHostsFile and ProxyJump;
 * `Match` blocks that would have to run a program are passed over.
 */
export function sshConfigOf(texts: readonly string[]): (host: string) => SshHostSettings {
  const config = SSHConfig.parse(texts.map((text) => text.replace(programBlock, "")).join("\n"))
  return (host) => settingsOf(config.compute(host))
}

type Computed = Readonly<Record<string, string | readonly string[] | undefined>>

function settingsOf(computed: Computed): SshHostSettings {
  const value = (keyword: string): string | undefined => words(computed, keyword)[0]
  const port = Number(value("port"))
  const [hostName, user, knownAs, jump] = [
    value("hostname"),
    value("user"),
    value("hostkeyalias"),
    value("proxyjump"),
  ]
  return {
    ...(hostName === undefined ? {} : { hostName }),
    ...(Number.isInteger(port) && port > 0 ? { port } : {}),
    ...(user === undefined ? {} : { user }),
    ...(knownAs === undefined ? {} : { knownAs }),
    identityFiles: words(computed, "identityfile").filter((file) => file !== "none"),
    knownHostsFiles: words(computed, "userknownhostsfile").filter((file) => file !== "none"),
    jumps: jump === undefined || jump === "none" ? [] : jump.split(",").map((hop) => hop.trim()),
  }
}

/** Keywords are written in any case. */
function words(computed: Computed, keyword: string): readonly string[] {
  const entry = Object.entries(computed).find(([name]) => name.toLowerCase() === keyword)?.[1]
  if (entry === undefined) return []
  return typeof entry === "string" ? [entry] : entry
}

/** Takes `user@host:port`, `[address]:port` or an `ssh://` URL apart. */
export function parseHop(hop: string): {
  readonly host: string
  readonly user?: string
  readonly port?: number
} {
  const text = hop.replace(/^ssh:\/\//, "")
  const match = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text)
  const host = match?.[2] ?? match?.[3] ?? text
  return {
    host,
    ...(match?.[1] === undefined ? {} : { user: match[1] }),
    ...(match?.[4] === undefined ? {} : { port: Number(match[4]) }),
  }
}
