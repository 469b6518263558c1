/** Whether an order would wait for a validation: of the organization and of each name's domain. */

import type { Finding, Subject } from "../../finding.js"
import type { DigicertIssuerSettings } from "../../fleet/issuerSchema.js"
import { isoDay } from "../../x509/day.js"
import type { OrderRequest } from "../issuer.js"
import type { DigicertClient } from "./client.js"
import { digicertFindings } from "./findings.js"
import { domainsOf } from "./lookup.js"
import { namesOf } from "./placement.js"
import { type Domain, organizationSchema, type Validation } from "./schemas.js"

const dayMs = 86_400_000
/** Validation by a human takes days: one warning before the renewal that would need it. */
const warnDays = 30

/** Baseline Requirements section 4.2.1: days for which a domain's validation may be used again, by day of issuance. */
const reuse: readonly { readonly from: number; readonly days: number }[] = [
  { from: Number.NEGATIVE_INFINITY, days: 398 },
  { from: Date.parse("2026-03-15T00:00:00Z"), days: 200 },
  { from: Date.parse("2027-03-15T00:00:00Z"), days: 100 },
  { from: Date.parse("2029-03-15T00:00:00Z"), days: 10 },
]

/**
 * Asks CertCentral for the validations that an order of this product needs. Products that validate domains alone (DV) use none
 * again: nothing is looked up for them.
 *
 * @throws as `DigicertClient.get`
 */
export async function checkValidations(
  client: DigicertClient,
  { organization, product }: Pick<DigicertIssuerSettings, "organization" | "product">,
  { csr, signal }: OrderRequest,
): Promise<readonly Finding[]> {
  const words = product.split("_")
  if (words.includes("dv")) return []
  const type = words.includes("ev") ? "ev" : "ov"
  const what = `organization ${organization}`
  const { validations } = await client.get(`/organization/${organization}/validation`, organizationSchema, {
    what: `the validation of ${what}`,
    signal,
  })
  const now = client.clock.now()
  const domains = (await domainsOf(client, signal)).filter(({ is_active }) => is_active !== false)
  const covering = namesOf(csr).map((name) => [name, domainOf(name, domains)] as const)
  const unknown = covering.filter(([, domain]) => domain === undefined)
  const known = new Set(covering.map(([, domain]) => domain).filter((domain) => domain !== undefined))
  return [
    ...judge(what, validations, type, now, (until) => until),
    ...unknown.map(([name]) => digicertFindings.domainUnknown(about(name), { name })),
    ...[...known].flatMap((domain) => {
      const limited = (until: number, made: number | undefined): number =>
        Math.min(until, made === undefined ? until : usableUntil(made, now))
      return judge(domain.name, domain.validations ?? [], type, now, limited, domain.dcv_approval_datetime)
    }),
  ]
}

/** The closest of the account's domains that a name is, or is under. */
function domainOf(name: string, domains: readonly Domain[]): Domain | undefined {
  const plain = name.replace(/^\*\./, "").toLowerCase()
  return domains
    .filter(
      (domain) => plain === domain.name.toLowerCase() || plain.endsWith(`.${domain.name.toLowerCase()}`),
    )
    .sort((one, other) => other.name.length - one.name.length)[0]
}

/** Until when a validation of that moment may be used: a rule that comes into force can end it. */
function usableUntil(made: number, now: number): number {
  const current = reuse.findLastIndex(({ from }) => from <= now)
  for (const [index, { from, days }] of reuse.entries()) {
    if (index < current) continue
    const until = made + days * dayMs
    if (until <= from) return index === current ? until : from
    const next = reuse[index + 1]?.from ?? Number.POSITIVE_INFINITY
    if (until <= next) return until
  }
  return made
}

function judge(
  what: string,
  validations: readonly Validation[],
  type: "ov" | "ev",
  now: number,
  limited: (until: number, made: number | undefined) => number,
  approved?: Date,
): readonly Finding[] {
  const subject = about(what)
  const own = validations.find((one) => one.type === type)
  if (own === undefined)
    return [digicertFindings.unvalidated(subject, { what, type, status: "not submitted" })]
  const shown = [own.status, own.dcv_status].filter((status) => status !== undefined)
  if (own.status !== "active" || (own.dcv_status ?? "complete") !== "complete")
    return [digicertFindings.unvalidated(subject, { what, type, status: shown.join(", DCV ") })]
  if (own.validated_until === undefined) return [digicertFindings.validationUnknown(subject, { what })]
  const made = (approved ?? own.date_created)?.getTime()
  const until = limited(own.validated_until.getTime(), made)
  const days = Math.floor((until - now) / dayMs)
  const facts = { what, until: isoDay(new Date(until)), days }
  if (until <= now) return [digicertFindings.validationEnded(subject, facts)]
  return days <= warnDays ? [digicertFindings.validationEnds(subject, facts)] : []
}

function about(name: string): Subject {
  return { kind: "input", name }
}
