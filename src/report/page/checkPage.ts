import type { CheckedCertificate, CheckJson } from "../check/json.js"
import { pageText, type Section } from "./document.js"
import { type Html, html } from "./html.js"
import { chainDiagram } from "./parts/chains.js"
import { coverageOf } from "./parts/coverage.js"
import { expiryOf } from "./parts/expiry.js"
import { findingsOf } from "./parts/findings.js"
import { type Tile, tilesOf } from "./parts/tiles.js"
import { counted, dayOf, daysText } from "./words.js"

/** What `check --html` writes: every figure in it is one of `check --json`. */
export function checkPage(json: CheckJson, version: string): string {
  const { certificates, findings, at } = json
  const chains = certificates.map(({ links }) => links).filter((links) => links.length > 0)
  const covered = certificates.filter(({ coverage }) => coverage !== undefined)
  const sections: readonly (Section | undefined)[] = [
    { id: "findings", title: "Findings", body: findingsOf(findings) },
    certificates.length > 0
      ? { id: "certificates", title: "Certificates", body: certificates.map(factsOf) }
      : undefined,
    chains.length > 0 ? { id: "chains", title: "Chains", body: certificates.map(chainsOf) } : undefined,
    chains.length > 0 ? { id: "expiry", title: "Expiry", body: expiryOf({ chains, at }) } : undefined,
    covered.length > 0
      ? {
          id: "coverage",
          title: "Names",
          body: covered.map(({ coverage }) => coverage && coverageOf(coverage)),
        }
      : undefined,
  ]
  const title = certificates[0]?.name ?? "Check of a delivery"
  const head = { title, command: "certfleet check", at, version }
  return pageText(
    head,
    tilesOf(tilesIn(json)),
    sections.filter((section) => section !== undefined),
  )
}

function factsOf({
  name,
  issuer,
  names,
  notBefore,
  notAfter,
  key,
  fingerprint,
  daysLeft,
}: CheckedCertificate): Html {
  const facts: readonly (readonly [string, string | Html])[] = [
    ["Issuer", issuer],
    ["Valid", `${dayOf(notBefore)} to ${dayOf(notAfter)}, ${daysText(daysLeft)}`],
    ["Key", key],
    ["SHA-256", html`<code>${fingerprint}</code>`],
    [counted(names.length, "name"), names.map((one) => one.name).join(", ")],
  ]
  return html`<h3>${name}</h3><dl class="facts">${facts.map(
    ([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`,
  )}</dl>`
}

function chainsOf({ name, root, links, clientPaths }: CheckedCertificate): Html {
  return html`${chainDiagram({ title: name, root, links, by: "delivered" })}${
    clientPaths.length > 1 &&
    html`<ul class="plain">${clientPaths.map(
      ({ root: end, standing, path }) =>
        html`<li>Clients that ${standing === "trusted" ? "know" : "are old and still know"} ${end}: ${path.join(" > ")}</li>`,
    )}</ul>`
  }`
}

function tilesIn({ certificates, findings }: CheckJson): Tile[] {
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length
  const [errors, warnings] = [count("error"), count("warning")]
  const [first] = certificates
  return [
    { label: "errors", figure: String(errors), mood: errors === 0 ? "good" : "bad" },
    { label: "warnings", figure: String(warnings), mood: warnings === 0 ? "good" : "warn" },
    { label: "certificates", figure: String(certificates.length) },
    ...(first === undefined
      ? []
      : [
          {
            label: "days left",
            figure: String(first.daysLeft),
            mood: first.daysLeft < 0 ? "bad" : "plain",
          } as const,
          { label: "names", figure: String(first.names.length) },
        ]),
  ]
}
