/** Everything in the DNS that a CA will look at, looked at before it is asked: an order may cost money, a failed one counts. */
import { type Dns, lookUp } from "../../dns/lookUp.js"
import type { Finding } from "../../finding.js"
import type { ChallengeSettings } from "../../fleet/issuerSchema.js"
import { type CaaQuestion, caaFindings, type RelevantSet, relevantCaa } from "./caa.js"
import { challengeFindings } from "./challengePlace.js"
import { precheckFindings } from "./findings.js"

export interface PrecheckInputs {
  readonly dns: Dns
  /** DNS names of the CSR, wildcards among them; lower case. */
  readonly names: readonly string[]
  /** What the CA is called in CAA records: `Issuer.caaIdentities`; empty where it does not say. */
  readonly caaIdentities: readonly string[]
  /** `certificate.issuer.acme.challenge`; undefined where names are validated beforehand. */
  readonly challenge?: ChallengeSettings | undefined
  readonly signal?: AbortSignal | undefined
}

/** So many names are looked at at once: a resolver is asked three or four questions for each. */
const width = 8

/**
 * Looks at CAA records, addresses and the way of challenges, for every name. Whatever could not be looked at is a finding of its
 * own (`order-unchecked`); nothing is published or sent to the CA.
 *
 * As `certfleet order --check` calls it:
 * `await precheck({ dns: doors.dns, names, caaIdentities: await issuer.caaIdentities(signal), challenge, signal })`
 *
 * @returns findings in the order of the names
 * @throws ToolError `cancelled`
 */
export async function precheck(inputs: PrecheckInputs): Promise<readonly Finding[]> {
  const { caaIdentities, challenge, dns, names, signal } = inputs
  const [method] = Object.entries(challenge ?? {}).flatMap(([kind, set]) => (set === undefined ? [] : [kind]))
  const sets = new Map<string, Promise<RelevantSet>>()
  const zones = new Set<string>()
  const dns01 = challenge?.["dns-01"]
  const one = async (name: string): Promise<readonly Finding[]> => {
    const domain = name.replace(/^\*\./, "")
    const question: CaaQuestion = { name, identities: caaIdentities, method }
    return [
      ...caaFindings(question, await relevantCaa(dns, domain, sets, signal)),
      ...(name === domain ? await addressFindings(dns, name, method, signal) : []),
      ...(dns01 === undefined || (name !== domain && names.includes(domain))
        ? []
        : await challengeFindings(dns, dns01, { domain, known: zones, signal })),
    ]
  }
  const found: Finding[] = []
  for (let at = 0; at < names.length; at += width)
    found.push(...(await Promise.all(names.slice(at, at + width).map(one))).flat())
  return found
}

async function addressFindings(
  dns: Dns,
  name: string,
  method: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const subject = { kind: "input", name } as const
  const looks = await Promise.all([lookUp(dns, name, "A", signal), lookUp(dns, name, "AAAA", signal)])
  if (looks.some(({ kind }) => kind === "found")) return []
  for (const look of looks)
    if (look.kind === "failed")
      return [
        precheckFindings.unchecked(subject, { what: `the addresses of ${name}`, problem: look.problem }),
      ]
  const exists = looks.some((look) => look.kind === "none" && look.exists)
  const facts = { name, how: exists ? "has no address" : "does not exist" }
  return [
    method === "http-01"
      ? precheckFindings.unreached(subject, facts)
      : precheckFindings.unresolved(subject, facts),
  ]
}
