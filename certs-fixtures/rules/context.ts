/** What the fixtures of rules are judged against. */
import { createHash } from "node:crypto"
import type { RuleContext } from "../../src/rules/context.js"
import { domains } from "../../src/rules/support/domains.js"
import { ecKey } from "./publicKeys.js"

/** Stands for a key that somebody published. */
export const leakedKey = ecKey("prime256v1", "published")

export const ruleContext: RuleContext = {
  now: new Date("2026-06-01T00:00:00Z"),
  domains,
  expiresIn: { days: 30 },
  blockedKeys: new Set([createHash("sha256").update(leakedKey).digest("hex")]),
}
