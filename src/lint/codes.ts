import { nameFindings } from "../csr/nameFindings.js"
import { fleetFindings } from "../fleet/findings.js"
import { ruleCrashed } from "../rules/engine.js"
import { rules } from "../rules/registry.js"
import { lintFindings } from "./findings.js"

/** Every code that a lint can come up with. */
export const lintCodes: ReadonlySet<string> = new Set([
  ...rules.map(({ code }) => code),
  ...[lintFindings, fleetFindings, nameFindings].flatMap((kinds) =>
    Object.values(kinds).map(({ kind }) => kind.code),
  ),
  ruleCrashed.kind.code,
])
