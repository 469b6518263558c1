import type { Finding } from "../finding.js"
import { fleetFindings } from "../fleet/findings.js"

const { syntax, unknownKey, missingKey, invalidValue } = fleetFindings

/** What can be wrong with certfleet-lint.yaml: as with fleet.yaml, under names of its own. */
export const configKinds = [syntax, unknownKey, missingKey, invalidValue].map(({ kind }) => ({
  code: codeOf(kind.code),
  severity: kind.severity,
}))

/** The reader's findings are called after fleet.yaml. */
export function asOfConfig({ hint, ...finding }: Finding): Finding {
  const helpful = hint?.startsWith("did you mean") || hint?.startsWith("known here")
  return {
    ...finding,
    code: codeOf(finding.code),
    ...(helpful && hint !== undefined ? { hint } : {}),
  }
}

function codeOf(code: string): string {
  return code.replace(/^fleet-/, "config-")
}
