/** The texts that a new rule begins with; everything marked is for its author. */
import type { Scope } from "../../src/rules/scope.js"
import { camelCase } from "./naming.js"
import { mark } from "./placeholders.js"
import type { Wish } from "./wish.js"

const citations: Readonly<Record<Wish["source"], string>> = {
  rfc: "RFC 5280 section 4.2.1.6",
  br: "BR 7.1.2.7.12",
  mozilla: "Mozilla Root Store Policy 5.1",
  apple: "Apple's policy and its section",
  certfleet: "the standard that the advice rests on",
}

/** The rule's own file. */
export function ruleText({ code, on, scopes, source, severity }: Wish): string {
  // Rules about chains, keys and fleets are no rules about an issuance.
  const dated = on === "certificate" || on === "request"
  return `import { ${on}Rule } from "../rule.js"

export const ${camelCase(code)} = ${on}Rule({
  code: "${code}",
  severity: "${severity}",
  scopes: [${scopes.map((scope) => `"${scope}"`).join(", ")}],
  source: "${source}",
  citation: "${mark}: the clause, such as ${citations[source]}",
${dated ? `  inForce: { from: "${mark}: the first day of issuance, YYYY-MM-DD, or leave this out" },\n` : ""}\
  message: "${mark}: the problem, no full stop; {values} is the fact of that name",
  hint: "${mark}: what to do about it, in a line, or leave this out",
${dated ? `  at: "${mark}: where, such as extensions.subjectAltName, or leave this out",\n` : ""}\
  documentation: {
    what: "${mark}: what has to be so, a sentence.",
    why: "${mark}: what goes wrong otherwise, a sentence.",
    bad: "${mark}: an example that breaks the rule",
    good: "${mark}: the same example, right",
  },
  // ${mark}: the facts when the rule is broken, else undefined; found() and when() of ../support/facts.js help
  check: () => undefined,
})
`
}

const makers: Readonly<Record<Scope, string>> = {
  leaf: "leaf",
  "self-signed": "selfSigned",
  intermediate: "intermediate",
  root: "root",
  csr: "request",
  chain: "chain",
  key: "key",
  fleet: "fleet",
}

const calls: Readonly<Record<Wish["on"], (maker: string) => string>> = {
  certificate: (maker) => `${maker}()`,
  request: (maker) => `${maker}()`,
  chain: () => `() => chain(["leaf", "issuing"])`,
  key: () => `() => key(serverKey())`,
  fleet: () => `() => fleet()`,
}

/** The function of certs-fixtures/rules that makes what the rule looks at. */
export function makerOf({ scopes: [scope] }: Wish): string {
  return makers[scope]
}

/** The two recipes, as an entry of a table. */
export function recipesText(wish: Wish): string {
  const call = calls[wish.on](makerOf(wish))
  return `  "${wish.code}": {
    // ${mark}: good is what the rule looks at and finds right; bad breaks it, and as few others as possible
    good: ${call},
    bad: ${call},
  },
`
}

/** The file of recipes that a group's rules have; what looks at several things has scenes. */
export function recipesFile({ on, group }: Wish): string {
  const file = on === "certificate" || on === "request" ? group : "scenes"
  return `certs-fixtures/rules/${file}.ts`
}
