import type { LintJson } from "../lint/json.js"
import { pageText } from "./document.js"
import { html } from "./html.js"
import { findingsOf } from "./parts/findings.js"
import { tableOf } from "./parts/table.js"
import { tilesOf } from "./parts/tiles.js"
import { counted } from "./words.js"

/** What `lint --html` writes: every figure in it is one of `lint --json`. */
export function lintPage(json: LintJson, version: string): string {
  const { totals, counts, failOn, at, inputs, findings, pairs } = json
  const { error, warning, notice, waived, known } = totals
  const looked = [
    counted(counts.certificates, "certificate"),
    counted(counts.chains, "chain"),
    counted(counts.requests, "CSR"),
    counted(counts.keys, "key"),
    counted(counts.fleets, "fleet"),
  ]
  const lead = html`${tilesOf([
    { label: "errors", figure: String(error), mood: error === 0 ? "good" : "bad" },
    { label: "warnings", figure: String(warning), mood: warning === 0 ? "good" : "warn" },
    { label: "notices", figure: String(notice) },
    { label: "waived", figure: String(waived) },
    { label: "in the baseline", figure: String(known) },
  ])}
<p class="note">Looked at: ${looked.join(", ")}. The exit code is 1 from ${failOn} on.</p>`
  const title = inputs.length === 1 ? (inputs[0] ?? "") : counted(inputs.length, "input")
  return pageText({ title: `Lint of ${title}`, command: "certfleet lint", at, version }, lead, [
    { id: "findings", title: "Findings", body: findingsOf(findings) },
    { id: "inputs", title: "What was looked at", body: inputsOf({ inputs, pairs }) },
  ])
}

function inputsOf({ inputs, pairs }: Pick<LintJson, "inputs" | "pairs">) {
  const partners = new Map(
    pairs.flatMap(({ key, partner }) => [[key, partner] as const, [partner, key] as const]),
  )
  return tableOf({
    id: "looked-at",
    caption: "Inputs",
    columns: [
      { title: "Input", sort: "text" },
      { title: "Belongs to", sort: "text" },
    ],
    rows: inputs.map((input) => ({ cells: [{ content: input }, { content: partners.get(input) ?? "–" }] })),
    ...(inputs.length > 12 ? { filter: { hint: "file" } } : {}),
  })
}
