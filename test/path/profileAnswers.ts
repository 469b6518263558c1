import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import type { ProfileName } from "../../src/path/profile.js"
import type { VerifyOptions } from "../../src/path/verify.js"
import { ca, type EdgeSpec, leaf, outcome, verify } from "./graph.js"

export const root = ca("root>root")
export const sub = ca("root>sub")
export const profiles: readonly ProfileName[] = ["private", "public", "strict"]

/** What each profile answers, `ok` for a path. */
export function answers(spec: {
  leaf?: EdgeSpec
  sub?: EdgeSpec
  root?: EdgeSpec
  options?: Partial<VerifyOptions>
}): readonly string[] {
  const chain = {
    leaf: leaf("sub>leaf", spec.leaf),
    sub: spec.sub === undefined ? sub : ca("root>sub", spec.sub),
    root: spec.root === undefined ? root : ca("root>root", spec.root),
  }
  return profiles.map((profile) => {
    const text = outcome(
      verify(chain.leaf, [chain.sub], [chain.root], { profile, purpose: "serverAuth", ...spec.options }),
    )
    return text.endsWith("< root") ? "ok" : text
  })
}

export const raw = (oid: string, value: Uint8Array, critical = false): ExtensionSpec => ({
  oid,
  value,
  critical,
})
/** A duty that only `strict` holds against it. */
export const strict = (rule: string): readonly string[] => ["ok", "ok", rule]
export const any = (rule: string): readonly string[] => [rule, rule, rule]
export const web = (rule: string): readonly string[] => ["ok", rule, rule]
export const past = new Date("2021-01-01T00:00:00Z")
