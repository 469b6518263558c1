/** What log-ins follow of ssh_config(5); all else is either without effect on them or named below. */
export const followed: ReadonlySet<string> = new Set([
  ...["hostname", "port", "user", "hostkeyalias", "addressfamily", "bindaddress"],
  ...["identityfile", "identitiesonly", "identityagent", "certificatefile"],
  ...["userknownhostsfile", "globalknownhostsfile", "proxyjump", "proxycommand"],
])

/** Keywords that gather values instead of keeping the first. */
export const gathering: ReadonlySet<string> = new Set(["identityfile", "certificatefile"])

export interface NotFollowed {
  /** For which values; any unless given. */
  readonly when?: RegExp
  readonly consequence: string
}

const ownAlgorithms = "the algorithms of this tool are offered instead"

/** Keywords that a log-in cannot follow, and what that leads to. */
export const notFollowed: Readonly<Record<string, NotFollowed>> = {
  knownhostscommand: {
    when: /^(?!none$)/i,
    consequence: "host keys that it would print are not known here; put them into known_hosts",
  },
  pkcs11provider: {
    when: /^(?!none$)/i,
    consequence: "keys on the token are not tried; add them to the agent (ssh-add -s)",
  },
  securitykeyprovider: {
    when: /^(?!internal$)/i,
    consequence: "keys on the token are not tried; add them to the agent (ssh-add -K)",
  },
  stricthostkeychecking: {
    when: /^(no|off|false|accept-new)$/i,
    consequence: "host keys are always verified here: one that is not in known_hosts is refused",
  },
  verifyhostkeydns: {
    when: /^(yes|true)$/i,
    consequence: "SSHFP records vouch for no host key here; put it into known_hosts",
  },
  proxyusefdpass: {
    when: /^(yes|true)$/i,
    consequence: "its ProxyCommand must carry the connection itself",
  },
  bindinterface: { consequence: "connections leave by whatever interface the system chooses" },
  pubkeyauthentication: { when: /^(no|false)$/i, consequence: "keys are tried all the same" },
  gssapiauthentication: {
    when: /^(yes|true)$/i,
    consequence: "Kerberos tickets do not log in here; a key or password must",
  },
  hostbasedauthentication: {
    when: /^(yes|true)$/i,
    consequence: "this machine's own key does not log in here; a key or password must",
  },
  ciphers: { consequence: ownAlgorithms },
  macs: { consequence: ownAlgorithms },
  kexalgorithms: { consequence: ownAlgorithms },
  hostkeyalgorithms: { consequence: ownAlgorithms },
  pubkeyacceptedalgorithms: { consequence: ownAlgorithms },
  pubkeyacceptedkeytypes: { consequence: ownAlgorithms },
}
