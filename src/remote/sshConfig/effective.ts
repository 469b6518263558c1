import { followed, gathering } from "./keywords.js"
import type { RawSettings } from "./reading.js"

/** What `ssh -G` prints for key files that nobody named (readconf.c, fill_default_options), whatever the version. */
const usualIdentity = /^~\/\.ssh\/id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|mldsa\w*)$/

/** The same for everybody's known hosts, on Windows, too. */
const usualGlobal = /^(\/etc\/ssh\/|__PROGRAMDATA__[\\/]+ssh[\\/])ssh_known_hosts2?$/

/** By whom `ssh -G` was asked, and for which host. */
export interface Asked {
  readonly host: string
  /** The folder that ssh takes for the home, which is that of the user database. */
  readonly home: string
}

/**
 * The values that `ssh -G` prints: one keyword a line, in lower case. It prints defaults as if they were set: those are
 * left out here, but for the user and the port, which only the caller can tell apart.
 */
export function effectiveSettings(output: string, { host, home }: Asked): RawSettings {
  const values = new Map<string, string[]>()
  for (const line of output.split("\n")) {
    const [, keyword = "", value = ""] = /^([a-z0-9]+) (.*)$/.exec(line) ?? []
    if (!followed.has(keyword)) continue
    const several = keyword.endsWith("knownhostsfile") ? value.split(" ") : [value]
    values.set(keyword, [...(gathering.has(keyword) ? (values.get(keyword) ?? []) : []), ...several])
  }
  const drop = (keyword: string, isDefault: (value: string) => boolean): void => {
    if (values.get(keyword)?.every(isDefault)) values.delete(keyword)
  }
  // All of them at once: who names one of them means it.
  if ((values.get("identityfile")?.length ?? 0) > 2) drop("identityfile", (file) => usualIdentity.test(file))
  drop("userknownhostsfile", (file) =>
    [`${home}/.ssh/known_hosts`, `${home}/.ssh/known_hosts2`].includes(file),
  )
  drop("globalknownhostsfile", (file) => usualGlobal.test(file))
  drop("addressfamily", (value) => value === "any")
  drop("hostname", (value) => value === host.toLowerCase())
  return values
}
