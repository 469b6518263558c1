import { certificateName, issuerName } from "../../assess/certificateNames.js"
import type { ClientPath } from "../../assess/clientPaths.js"
import type { Checked } from "../../bundle/check.js"
import type { Finding } from "../../finding.js"
import { dayText, keyText, namesIn, pathText, validityText } from "../../report/certificateText.js"
import { findingsText } from "../../report/findingsText.js"
import type { Paint } from "../../report/paint.js"
import { printable } from "../../report/printable.js"
import type { Certificate } from "../../x509/certificate.js"

const shownNames = 6

export function checkedText(
  checked: readonly Checked[],
  findings: readonly Finding[],
  { at, paint }: { readonly at: number; readonly paint: Paint },
): string {
  const blocks = checked.map((one) => `${blockLines(one, at).map(printable).join("\n")}\n`)
  const counts = (["error", "warning", "notice"] as const)
    .map(
      (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
  const verdict = counts.length === 0 ? "no findings\n" : `${counts.join(", ")}\n`
  return [...blocks, findingsText(findings, { paint }), verdict].filter((part) => part !== "").join("\n")
}

function blockLines({ leaf, assembled, assessment, paths }: Checked, at: number): string[] {
  const names = namesIn(leaf).map(({ name }) => name)
  const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : ""
  return [
    certificateName(leaf),
    `  valid     ${validityText(leaf, at, assessment?.endsFirst)}`,
    `  key       ${keyText(leaf)}`,
    `  names     ${names.length}: ${names.slice(0, shownNames).join(", ")}${more}`,
    `  SHA-256   ${leaf.fingerprint}`,
    ...(assembled === undefined
      ? [`  issuer    ${issuerName(leaf)}`]
      : chainLines([assembled.leaf, ...assembled.chain])),
    ...(paths.length > 1 ? paths.map(pathLine) : []),
  ]
}

/** Where clients differ, each path with those who take it. */
function pathLine({ path, root, standing }: ClientPath): string {
  const who = standing === "trusted" ? "know" : "are old and still know"
  return `  clients   that ${who} ${certificateName(root)}: ${pathText(path)}`
}

function chainLines(path: readonly Certificate[]): string[] {
  const [first] = path.toSorted((a, b) => a.notAfter.getTime() - b.notAfter.getTime())
  return [
    `  chain     ${pathText(path)}`,
    ...(first === undefined
      ? []
      : [`  expires   ${certificateName(first)} first, on ${dayText(first.notAfter)}`]),
  ]
}
