import { defineFinding } from "../../finding.js"
import type { ProgramState } from "../../ports.js"

const stage = "order"

/** What the DNS, the CA's directory and this machine say beforehand to be in the way of an order. */
export const precheckFindings = {
  terms: defineFinding({
    code: "order-terms",
    severity: "error",
    stage,
    message: ({ terms }: { terms: string }) => `the CA's terms of service are not agreed to: ${terms}`,
    hint: () =>
      "read them; once you agree, write certificate.issuer.acme.termsOfServiceAgreed: true in fleet.yaml",
    citation: "RFC 8555 section 7.3.3",
  }),
  binding: defineFinding({
    code: "order-binding",
    severity: "error",
    stage,
    message: () => "the CA wants new accounts to be bound to an account there",
    hint: () =>
      "get binding credentials from the CA, and write certificate.issuer.acme.eab: { kid: KID, keyFile: FILE } in fleet.yaml",
    citation: "RFC 8555 section 7.3.4",
  }),
  noChallenge: defineFinding({
    code: "order-no-challenge",
    severity: "warning",
    stage,
    message: () => "no challenge is set up, and the account is a new one: the CA may want every name shown",
    hint: () =>
      "nothing to do where the CA has validated the domains beforehand; else write certificate.issuer.acme.challenge in fleet.yaml",
    citation: "RFC 8555 section 7.5",
  }),
  hookProgram: defineFinding({
    code: "order-hook-program",
    severity: "error",
    stage,
    message: ({ kind, program, state }: { kind: string; program: string; state: ProgramState }) =>
      `the hook ${program} of ${kind} cannot be run: it ${state === "missing" ? "is not there" : "is not executable"}`,
    hint: ({ kind }) =>
      `put it there and make it executable (chmod +x), or correct certificate.issuer.acme.challenge.${kind}.hook in fleet.yaml`,
  }),
  caaForbids: defineFinding({
    code: "order-caa-forbids",
    severity: "error",
    stage,
    message: ({ name, at, allowed }: { name: string; at: string; allowed: readonly string[]; ca: string }) =>
      `the CAA records of ${at} let ${allowed.length === 0 ? "no CA" : `only ${allowed.join(", ")}`} issue for ${name}`,
    hint: ({ ca, name }) =>
      `add a record: CAA 0 ${name.startsWith("*") ? "issuewild" : "issue"} "${ca}", or ask another CA`,
    citation: "RFC 8659 section 4",
  }),
  caaRestricts: defineFinding({
    code: "order-caa-restricts",
    severity: "error",
    stage,
    message: ({ name, at, ways, way }: { name: string; at: string; ways: readonly string[]; way: string }) =>
      `the CAA records of ${at} let the CA issue for ${name} by ${ways.join(", ")} only, and fleet.yaml sets up ${way}`,
    hint: ({ way }) => `add ${way} to its validationmethods`,
    citation: "RFC 8657 section 4",
  }),
  caaAccount: defineFinding({
    code: "order-caa-account",
    severity: "warning",
    stage,
    message: ({ name, at, account }: { name: string; at: string; account: string }) =>
      `the CAA records of ${at} let only the account ${account} order for ${name}`,
    hint: () => "compare it with the account that certfleet uses: account.json in its folder",
    citation: "RFC 8657 section 3",
  }),
  caaCritical: defineFinding({
    code: "order-caa-critical",
    severity: "error",
    stage,
    message: ({ name, at, tag }: { name: string; at: string; tag: string }) =>
      `the CAA records of ${at} have a critical property that no CA has to know (${tag}): none may issue for ${name}`,
    hint: () => "correct its tag, or clear its critical flag",
    citation: "RFC 8659 section 4.5",
  }),
  caaUnknown: defineFinding({
    code: "order-caa-unknown",
    severity: "error",
    stage,
    message: ({ name, at, allowed }: { name: string; at: string; allowed: readonly string[] }) =>
      `could not check whether the CAA records of ${at} (${allowed.join(", ")}) let the CA issue for ${name}: it does not say what it is called there`,
    hint: () => "write certificate.issuer.acme.caaIdentities, from the CA's documentation",
    citation: "RFC 8659 section 4.2",
  }),
  unresolved: defineFinding({
    code: "order-name-unresolved",
    severity: "warning",
    stage,
    message: ({ name, how }: { name: string; how: string }) => `${name} ${how}: nobody reaches it`,
    hint: () => "correct the name in fleet.yaml, or give it an address",
  }),
  unreached: defineFinding({
    code: "order-name-unreached",
    severity: "error",
    stage,
    message: ({ name, how }: { name: string; how: string }) =>
      `${name} ${how}: the CA cannot fetch its http-01 challenge`,
    hint: () => "give it an address, or show by dns-01 that it is yours",
    citation: "RFC 8555 section 8.3",
  }),
  leadsAway: defineFinding({
    code: "order-challenge-away",
    severity: "error",
    stage,
    message: ({ problem }: { name: string; problem: string; whatToDo: string }) => problem,
    hint: ({ whatToDo }) => whatToDo,
    citation: "RFC 8555 section 8.4",
  }),
  notThere: defineFinding({
    code: "order-update-server",
    severity: "error",
    stage,
    message: ({ server, zone, problem }: { server: string; zone: string; problem: string }) =>
      `${server} is to take the updates of ${zone}, and ${problem}`,
    hint: () => "name the zone's primary server in fleet.yaml: certificate.issuer.acme.challenge",
    citation: "RFC 2136 section 3.1",
  }),
  alias: defineFinding({
    code: "order-challenge-alias",
    severity: "notice",
    stage,
    message: ({ name, target }: { name: string; target: string }) =>
      `${name} leads to ${target}: that is where the hook has to write`,
    hint: () => "nothing to do where the hook follows CNAME records",
  }),
  unchecked: defineFinding({
    code: "order-unchecked",
    severity: "error",
    stage,
    message: ({ what, problem }: { what: string; problem: string }) => `could not check ${what}: ${problem}`,
    hint: () => "a CA that meets the same refuses the order: mend the name servers, or ask another resolver",
  }),
}
