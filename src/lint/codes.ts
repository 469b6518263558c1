import { inputFindings } from "../assess/inputFindings.js"
import { nameFindings } from "../csr/nameFindings.js"
import { ToolError } from "../errors.js"
import { fleetFindings } from "../fleet/findings.js"
import { nearest } from "../fleet/nearest.js"
import { ruleCrashed } from "../rules/engine.js"
import { rules } from "../rules/registry.js"
import { lintFindings } from "./findings.js"

/** Every code that a lint can come up with. */
export const lintCodes: ReadonlySet<string> = new Set([
  ...rules.map(({ code }) => code),
  ...[inputFindings, lintFindings, fleetFindings, nameFindings].flatMap((kinds) =>
    Object.values(kinds).map(({ kind }) => kind.code),
  ),
  ruleCrashed.kind.code,
])

/**
 * A code of `--select` or `--ignore` that does not exist would switch off nothing, and nobody would notice.
 *
 * @throws ToolError `usage`
 */
export function requireCodes(codes: readonly string[]): void {
  for (const code of codes) {
    if (lintCodes.has(code)) continue
    const near = nearestCode(code)
    throw new ToolError("usage", `--select or --ignore: there is no finding with the code ${code}`, {
      hint: near === undefined ? "certfleet rules lists them" : `did you mean ${near}?`,
    })
  }
}

/** What may have been meant by a code that does not exist. */
export function nearestCode(code: string): string | undefined {
  return nearest(code, [...lintCodes])
}
