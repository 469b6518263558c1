import type { Explanation } from "../lint/explanation.js"
import type { TextOptions } from "./findingsText.js"

const colours = { error: "red", warning: "yellow", notice: "cyan" } as const

/** Whose rules they are. */
export const sourceTitles = {
  rfc: "RFC 5280 and the RFCs it stands on",
  br: "CA/Browser Forum, Baseline Requirements for TLS server certificates",
  mozilla: "Mozilla root store policy",
  apple: "Apple root program",
  certfleet: "certfleet: what goes wrong in practice",
} as const satisfies Record<NonNullable<Explanation["source"]>, string>

/** One code as a person reads it: a line a property, a paragraph for what and why. */
export function explanationText(explanation: Explanation, { paint }: TextOptions): string {
  const { code, severity, source, citation, scopes, audience, what, why, bad, good, hint } = explanation
  const lines: readonly (readonly [string, string | undefined])[] = [
    [
      "source",
      source === undefined ? "not a rule: about inputs, fleet.yaml or waivers" : sourceTitles[source],
    ],
    ["see", citation],
    ["in force", source === undefined ? undefined : inForceText(explanation)],
    ["looks at", scopes?.join(", ")],
    ["binds", audience === undefined ? undefined : audienceTexts[audience]],
    ["what", what],
    ["why", why],
    ["bad", bad],
    ["good", good],
    ["hint", hint],
  ]
  const rows = lines.flatMap(([title, text]) =>
    text === undefined
      ? []
      : [`${paint("bold", title.padEnd(8))}  ${text.replaceAll("\n", `\n${" ".repeat(10)}`)}\n`],
  )
  return `${code}: ${paint(colours[severity], severity)}\n\n${rows.join("")}`
}

/** By the date on which the certificate was issued. */
export function inForceText({ inForce }: Pick<Explanation, "inForce">): string {
  const { from, until } = inForce ?? {}
  if (from === undefined && until === undefined) return "always"
  return [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(" ")
}

const audienceTexts = {
  everyone: "everyone",
  public: "CAs that browsers trust; not checked with --profile private",
} as const
