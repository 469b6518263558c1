/** Which CA may issue: RFC 8659, with the parameters of RFC 8657. */
import { parentOf } from "../../dns/domainName.js"
import { type Dns, lookUp, type RecordOf } from "../../dns/lookUp.js"
import type { Finding } from "../../finding.js"
import { precheckFindings } from "./findings.js"

export interface CaaQuestion {
  /** A name of the certificate; may begin with `*.`. */
  readonly name: string
  /** What the CA is called in CAA records; empty where it does not say. */
  readonly identities: readonly string[]
  /** The challenge that is going to be answered; undefined where none is. */
  readonly method: string | undefined
}

/** Records of a name or of the nearest above it. */
export type RelevantSet =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly at: string; readonly records: readonly RecordOf<"CAA">[] }
  | { readonly kind: "failed"; readonly problem: string }

/**
 * RFC 8659 section 3: climbs to the root, aliases are followed at each step.
 *
 * @param known names that were looked at for others before
 */
export function relevantCaa(
  dns: Dns,
  name: string,
  known: Map<string, Promise<RelevantSet>>,
  signal?: AbortSignal,
): Promise<RelevantSet> {
  const climb = async (): Promise<RelevantSet> => {
    const found = await lookUp(dns, name, "CAA", signal)
    if (found.kind === "failed") return found
    if (found.kind === "found") return { kind: "found", at: name, records: found.records }
    const above = parentOf(name) ?? ""
    return above === "" ? { kind: "none" } : relevantCaa(dns, above, known, signal)
  }
  const set = known.get(name) ?? climb()
  known.set(name, set)
  return set
}

const knownTags = ["issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone"]

/** What the records say to this question; nothing where the CA may issue. */
export function caaFindings({ identities, method, name }: CaaQuestion, set: RelevantSet): readonly Finding[] {
  const subject = { kind: "input", name } as const
  if (set.kind === "none") return []
  if (set.kind === "failed")
    return [precheckFindings.unchecked(subject, { what: `the CAA records of ${name}`, problem: set.problem })]
  const { at, records } = set
  const strange = records.find(({ critical, tag }) => critical && !knownTags.includes(tag))
  if (strange !== undefined) return [precheckFindings.caaCritical(subject, { name, at, tag: strange.tag })]
  const permissions = permissionsFor(name, records)
  // Section 4.2: without such a property nothing is restricted.
  if (permissions === undefined) return []
  const allowed = permissions.map(({ issuer }) => issuer).filter((issuer) => issuer !== "")
  if (identities.length === 0 && allowed.length > 0)
    return [precheckFindings.caaUnknown(subject, { name, at, allowed })]
  const known = identities.map((one) => one.toLowerCase())
  const own = permissions.filter(({ issuer }) => known.includes(issuer))
  if (own.length === 0)
    return [precheckFindings.caaForbids(subject, { name, at, allowed, ca: identities[0] ?? "" })]
  return parameterFindings(own, { name, at, method })
}

interface Permission {
  readonly issuer: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Section 4.3: `issuewild`, where there is any, counts for wildcards in the place of `issue`. */
function permissionsFor(
  name: string,
  records: readonly RecordOf<"CAA">[],
): readonly Permission[] | undefined {
  const [all, wild] = ["issue", "issuewild"].map((tag) => records.filter((one) => one.tag === tag))
  const counting = name.startsWith("*.") && wild?.length !== 0 ? wild : all
  return counting?.length === 0 ? undefined : counting?.map(({ value }) => permissionOf(value))
}

function permissionOf(value: string): Permission {
  const [issuer = "", ...parameters] = value.split(";").map((part) => part.trim())
  const pairs = parameters.map((one): [string, string] => {
    const [name = "", ...rest] = one.split("=")
    return [name.trim().toLowerCase(), rest.join("=").trim()]
  })
  return { issuer: issuer.toLowerCase(), parameters: new Map(pairs) }
}

/** RFC 8657: one permission without restriction is enough. */
function parameterFindings(
  own: readonly Permission[],
  { at, method, name }: { readonly name: string; readonly at: string; readonly method: string | undefined },
): readonly Finding[] {
  const subject = { kind: "input", name } as const
  const waysOf = ({ parameters }: Permission) =>
    parameters
      .get("validationmethods")
      ?.split(",")
      .map((way) => way.trim().toLowerCase())
  const fitting = own.filter((one) => method === undefined || (waysOf(one)?.includes(method) ?? true))
  if (fitting.length === 0 && method !== undefined)
    return [
      precheckFindings.caaRestricts(subject, {
        ...{ name, at, way: method },
        ways: [...new Set(own.flatMap((one) => waysOf(one) ?? []))],
      }),
    ]
  const accounts = fitting.map(({ parameters }) => parameters.get("accounturi"))
  const [account] = accounts
  return account === undefined || accounts.includes(undefined)
    ? []
    : [precheckFindings.caaAccount(subject, { name, at, account })]
}
