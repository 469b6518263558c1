/** What the Baseline Requirements and RFC 5280 ask of a subscriber's certificate, as far as a client can hold it. */
import { isIP } from "node:net"
import { type GeneralName, ipText } from "../x509/generalName.js"
import { attributeOids, usageOids } from "../x509/oids.js"
import { breach, type Check, duty, verdict } from "./clause.js"
import { isHostName, mailbox } from "./identity.js"

/** BR 7.1.2.7.12: the names are in subjectAltName. */
export const hasAlternativeNames = verdict(({ extensions }) =>
  extensions.has("subjectAltName")
    ? undefined
    : breach("san-missing", "it has no subjectAltName", "BR 7.1.2.7.12"),
)

/** RFC 5280 section 4.2.1.6: each name in the form that its kind demands. */
export const hasWellFormedNames = duty(({ extensions }) => {
  const names = extensions.subjectAltName
  if (names?.ok !== true) return undefined
  for (const name of names.value) {
    const fault = nameFault(name)
    if (fault !== undefined) return breach("san-syntax", fault, "RFC 5280 section 4.2.1.6")
  }
  return undefined
})

function nameFault(name: GeneralName): string | undefined {
  switch (name.kind) {
    case "dns":
      return dnsFault(name.value)
    case "ip":
      return name.octets.length === 4 || name.octets.length === 16
        ? undefined
        : `an address of ${name.octets.length} octets is among its names`
    case "email":
      return mailbox(name.value) === undefined ? `${name.value} is no mail address` : undefined
    case "uri":
      return /^[a-z][a-z0-9+.-]*:/i.test(name.value) ? undefined : `${name.value} is no absolute URI`
    default:
      return undefined
  }
}

/** BR 1.6.1: a wildcard is `*.` and a host name; everything else is a host name. */
function dnsFault(value: string): string | undefined {
  if (isIP(value) !== 0) return `${value} is an address, not a host name`
  return isHostName(value.startsWith("*.") ? value.slice(2) : value) ? undefined : `${value} is no host name`
}

/** BR 7.1.2.7.12: critical exactly where the subject is empty. */
export const hasFittingCriticality = duty(({ subject, extensions }) =>
  !subject.isEmpty && extensions.isCritical("subjectAltName")
    ? breach(
        "san-critical",
        "its subjectAltName is critical although its subject is not empty",
        "BR 7.1.2.7.12",
      )
    : undefined,
)

/** BR 7.1.4.3: a common name repeats one of the alternative names, character for character; at most one. */
const repeatsCommonName: Check = ({ subject, extensions }, { usage }) => {
  const commonNames = subject.values(attributeOids.commonName)
  const names = extensions.subjectAltName
  if (usage !== "serverAuth" || commonNames.length === 0 || names?.ok !== true) return undefined
  if (commonNames.length > 1) return breach("cn-repeated", "it has more than one common name", "BR 7.1.4.3")
  const value = commonNames[0]?.value
  const isThere = names.value.some(
    (name) =>
      (name.kind === "dns" && name.value === value) || (name.kind === "ip" && ipText(name.octets) === value),
  )
  return isThere
    ? undefined
    : breach("cn-not-in-san", `its common name ${value} is not among its alternative names`, "BR 7.1.4.3")
}

/**
 * BR 7.1.4.3 as far as a client can be misled: a common name that claims another host than the alternative
 * names do. A domain above one of them claims nothing, nor does a host name beside names of other kinds or
 * single labels, nor the name of a CA.
 */
export const claimsNoOtherHost = duty((certificate, context) => {
  const reason = repeatsCommonName(certificate, context)
  const [commonName] = certificate.subject.values(attributeOids.commonName)
  const names = certificate.extensions.subjectAltName
  if (certificate.isCa || reason === undefined || commonName === undefined || names?.ok !== true)
    return undefined
  const { value } = commonName
  if (!names.value.some(({ kind }) => kind === "dns" || kind === "ip")) return undefined
  if (!isPublicHost(value)) return reason
  const rivals = names.value.filter((name) => name.kind === "dns" && name.value.includes("."))
  const isAbove = rivals.some((name) => name.kind === "dns" && name.value.endsWith(`.${value}`))
  return rivals.length === 0 || isAbove ? undefined : reason
})

/** At least two labels, the last of letters or an A-label: no address in any spelling looks like that. */
function isPublicHost(text: string): boolean {
  return isHostName(text) && /\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$/i.test(text)
}

/** BR 7.1.2.7.10: not critical, and never anyExtendedKeyUsage. */
export const hasSpecificUsage = duty((certificate) => {
  const { extensions } = certificate
  const citation = "BR 7.1.2.7.10"
  if (certificate.isCa) return undefined
  if (extensions.isCritical("extKeyUsage"))
    return breach("eku-critical", "its extended key usage is critical", citation)
  const purposes = extensions.extKeyUsage
  return purposes?.ok === true && purposes.value.includes(usageOids.any)
    ? breach("eku-any", "its extended key usage allows anything", citation)
    : undefined
})

/** BR 7.1.2.7.6: a server's certificate says what it is for. */
export const hasUsage = verdict(({ extensions }, { usage }) =>
  usage === "serverAuth" && !extensions.has("extKeyUsage")
    ? breach("eku-missing", "it has no extended key usage", "BR 7.1.2.7.6")
    : undefined,
)

/** BR 7.1.2.7.8: a subscriber is not a CA. */
export const isNoCa = verdict((certificate) =>
  certificate.isCa ? breach("leaf-is-ca", "it is a CA certificate", "BR 7.1.2.7.8") : undefined,
)

/** RFC 5280 sections 4.2.1.3 and 4.2.1.9: who is a CA by one extension is one by the other. */
export const isCaThroughout = duty((certificate) => {
  const usage = certificate.extensions.keyUsage
  if (usage?.ok !== true || usage.value.has("keyCertSign") === certificate.isCa) return undefined
  return certificate.isCa
    ? breach(
        "ca-without-key-cert-sign",
        "it is a CA by its constraints but not by its key usage",
        "BR 7.1.2.7.8",
      )
    : breach("key-cert-sign-without-ca", "it may sign certificates but is no CA", "RFC 5280 section 4.2.1.9")
})

/** BR 7.1.2.7.11: a subscriber signs neither certificates nor lists. */
export const signsNothing = duty((certificate) => {
  const usage = certificate.extensions.keyUsage
  return !certificate.isCa &&
    usage?.ok === true &&
    (usage.value.has("keyCertSign") || usage.value.has("cRLSign"))
    ? breach("leaf-key-usage", "its key usage lets it sign certificates or lists", "BR 7.1.2.7.11")
    : undefined
})

/** RFC 5280 section 4.2.1.9: only a CA may limit the path. */
export const hasNoPathLength = duty(({ extensions }) => {
  const constraints = extensions.basicConstraints
  return constraints?.ok === true && !constraints.value.ca && constraints.value.pathLength !== undefined
    ? breach("path-length-without-ca", "it is no CA but limits the path", "RFC 5280 section 4.2.1.9")
    : undefined
})
