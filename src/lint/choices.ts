import type { Severity } from "../finding.js"
import type { ProfileName } from "../path/profile.js"
import type { Secret } from "../secret.js"
import { requireCodes } from "./codes.js"
import type { LintConfig } from "./config.js"
import { type LintSettings, parseExpiryLimit } from "./settings.js"

/** What may be chosen for one lint; each goes before the configuration, and that before the defaults. */
export interface LintChoices {
  /** private: leave out what binds public CAs only. */
  readonly profile?: ProfileName
  /** Certificates with less left than this are found. */
  readonly expiresIn?: LintSettings["expiresIn"]
  /** Codes to look for alone; all unless given. */
  readonly select?: readonly string[]
  readonly ignore?: readonly string[]
  /** Patterns of files in folders to leave out. */
  readonly exclude?: readonly string[]
  readonly failOn?: Severity
  /** Judge as if issued on this day. */
  readonly asOf?: Date
  /** A fleet.yaml whose names certificates and CSRs must cover. */
  readonly fleet?: string
  /** Roots to trust instead of those of the browsers, a file. */
  readonly trust?: string
  /** Files of SHA-256 of compromised public keys. */
  readonly blocklist?: readonly string[]
  /** A file of findings that do not count; false: none, whatever the configuration says. */
  readonly baseline?: string | false
  /** Of keys and PKCS #12 files. */
  readonly passphrase?: Secret
  /** Where to connect instead of what the names of ports lead to. */
  readonly connect?: string
  /** Time limit of each port, milliseconds; 10,000 unless given. */
  readonly timeoutMs?: number
}

/** As many days as `certfleet probe` warns at. */
const usualExpiresIn: LintSettings["expiresIn"] = { days: 14 }

/** @throws ToolError `usage` for a code that does not exist */
export function settingsOf(
  choices: LintChoices,
  config: LintConfig | undefined,
  fallback: "public" | "private",
): LintSettings {
  const { select = [], ignore = [], profile, expiresIn } = choices
  requireCodes([...select, ...ignore])
  const configured = config?.expiresIn === undefined ? undefined : parseExpiryLimit(config.expiresIn)
  return {
    profile: profile ?? config?.profile ?? fallback,
    expiresIn: expiresIn ?? configured ?? usualExpiresIn,
    select: select.length > 0 ? select : (config?.select ?? []),
    ignore: [...(config?.ignore ?? []), ...ignore],
    // A choice is meant for everything that this lint looks at.
    paths: (config?.paths ?? []).map(({ profile: own, expiresIn: limit, ...entry }) => ({
      ...entry,
      ...(own === undefined || profile !== undefined ? {} : { profile: own }),
      ...(limit === undefined || expiresIn !== undefined ? {} : { expiresIn: limit }),
    })),
  }
}
