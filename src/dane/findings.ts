import { defineFinding } from "../finding.js"

const stage = "dane"
const deferred = "DANE senders would defer all mail"

type Place = { readonly owner: string }

/** What the DNS says of the key that mail exchangers show. */
export const daneFindings = {
  noMatch: defineFinding({
    code: "dane-no-match",
    severity: "error",
    stage,
    message: ({ owner, published }: Place & { published: readonly string[] }) =>
      `no TLSA record of ${owner} (${published.join("; ")}) matches the key: ${deferred}`,
    hint: () => "publish its record beside them and wait twice their TTL: certfleet tlsa prints it",
    citation: "RFC 7672 section 2.2",
  }),
  unverifiedMismatch: defineFinding({
    code: "dane-unverified-mismatch",
    severity: "warning",
    stage,
    message: ({ owner }: Place) =>
      `no TLSA record of ${owner} matches the key, and could not check whether they are secure: if they are, ${deferred}`,
    hint: () => "name a resolver that validates in fleet.yaml: dns: { resolver: ADDRESS, trusted: true }",
    citation: "RFC 7672 section 2.2",
  }),
  unusable: defineFinding({
    code: "dane-unusable",
    severity: "warning",
    stage,
    message: ({ owner, published }: Place & { published: readonly string[] }) =>
      `senders can use no TLSA record of ${owner} (${published.join("; ")}): mail comes, its server unproven`,
    hint: () => "publish records with usage 3 or 2: certfleet tlsa prints them",
    citation: "RFC 7672 section 3.1",
  }),
  unchecked: defineFinding({
    code: "dane-unchecked",
    severity: "warning",
    stage,
    message: ({ what, problem }: { what: string; problem: string }) => `could not check ${what}: ${problem}`,
    hint: () =>
      "does that resolver answer? dns.resolver in fleet.yaml names another one; where all fail alike, mend the zone: senders defer mail",
    citation: "RFC 7672 section 2.1.2",
  }),
}
