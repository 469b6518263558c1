/** Rules that differ only in the attribute, the extension or the number they look at. */
import type { Severity } from "../../finding.js"
import { attributeNames, type ExtensionName } from "../../x509/oids.js"
import {
  type Audience,
  type CertificateRule,
  certificateRule,
  type RequestRule,
  type RuleMetadata,
  requestRule,
} from "../rule.js"
import type { Scope } from "../scope.js"
import type { CertificateView } from "../view/certificateView.js"
import { found, when } from "./facts.js"
import { altNameTags } from "./generalNameTags.js"
import { textsOf } from "./values.js"

const anyCertificate: readonly Scope[] = ["leaf", "self-signed", "intermediate", "root"]

interface Basics {
  readonly code: string
  readonly severity?: Severity
  readonly citation: string
  readonly inForce?: NonNullable<RuleMetadata["inForce"]>
}

/** A subject attribute that is longer than its upper bound, in characters. */
export function attributeTooLong(
  options: Basics & {
    readonly type: string
    readonly name: string
    readonly limit: number
    readonly advice?: true
  },
): RequestRule {
  const { type, name, limit } = options
  return requestRule({
    code: options.code,
    severity: options.severity ?? "error",
    scopes: ["csr", ...anyCertificate],
    source: "rfc",
    citation: options.citation,
    ...(options.inForce === undefined ? {} : { inForce: options.inForce }),
    at: "subject",
    message: `${name} of the subject has more than ${limit} characters: {values}`,
    documentation: {
      what: `Every ${name} of the subject has at most ${limit} characters.`,
      why: "Software that allots the standard's upper bound cuts the name off or refuses the certificate.",
      bad: `${name} of ${limit + 1} characters`,
      good: `${name} of ${limit} characters or fewer`,
    },
    check: (view) => found(textsOf(view.attributes(type)).filter((value) => [...value].length > limit)),
  })
}

/** Certificates of one kind must have a subject attribute. */
export function attributeRequired(
  options: Basics & {
    readonly scopes: readonly Scope[]
    readonly types: readonly string[]
    readonly where: string
    readonly applies: (view: CertificateView) => boolean
  },
): CertificateRule {
  const { types, where, applies } = options
  const names = types.map((type) => attributeNames[type] ?? type).join(" or ")
  return certificateRule({
    ...brBasics(options),
    scopes: options.scopes,
    at: "subject",
    message: `the subject of ${where} has no ${names}`,
    documentation: {
      what: `The subject of ${where} contains ${names}, and it is not empty.`,
      why: "Relying parties read from it whom the CA has verified; a certificate without it claims more than it shows.",
      bad: `subject without ${names}`,
      good: `subject with ${names}`,
    },
    check: (view) =>
      when(
        applies(view) &&
          !types.some((type) => view.attributes(type).some(({ value }) => value.trim() !== "")),
      ),
  })
}

/** Certificates of one kind must not have a subject attribute. */
export function attributeForbidden(
  options: Basics & {
    readonly scopes: readonly Scope[]
    readonly type: string
    readonly where: string
    readonly applies: (view: CertificateView) => boolean
  },
): CertificateRule {
  const { type, where, applies } = options
  const name = attributeNames[type] ?? type
  return certificateRule({
    ...brBasics(options),
    scopes: options.scopes,
    at: "subject",
    message: `the subject of ${where} has ${name}: {values}`,
    documentation: {
      what: `The subject of ${where} does not contain ${name}.`,
      why: "The CA has not verified that part of the subject for this kind of certificate, so it must not vouch for it.",
      bad: `subject with ${name}`,
      good: `subject without ${name}`,
    },
    check: (view) => (applies(view) ? found(textsOf(view.attributes(type))) : undefined),
  })
}

function brBasics(options: Basics) {
  return {
    code: options.code,
    severity: options.severity ?? "error",
    source: "br",
    citation: options.citation,
    ...(options.inForce === undefined ? {} : { inForce: options.inForce }),
  } as const
}

type Criticality = Basics & {
  readonly scopes?: readonly Scope[]
  readonly extension: ExtensionName
  readonly source?: RuleMetadata["source"]
  readonly audience?: Audience
  readonly why: string
}

/** The extension must not be critical. */
export function extensionCritical(options: Criticality): CertificateRule {
  return criticality(options, true)
}

/** The extension must be critical. */
export function extensionNotCritical(options: Criticality): CertificateRule {
  return criticality(options, false)
}

function criticality(options: Criticality, wrong: boolean): CertificateRule {
  const { extension } = options
  const [is, should] = wrong ? ["is critical", "is not critical"] : ["is not critical", "is critical"]
  return certificateRule({
    ...brBasics(options),
    source: options.source ?? "rfc",
    ...(options.audience === undefined ? {} : { audience: options.audience }),
    scopes: options.scopes ?? anyCertificate,
    at: `extensions.${extension}`,
    message: `${extension} ${is}`,
    documentation: {
      what: `The extension ${extension}, where it is present, ${should}.`,
      why: options.why,
      bad: wrong ? `${extension}: critical` : `${extension}: not critical`,
      good: wrong ? `${extension}: not critical` : `${extension}: critical`,
    },
    check: (view) => when(view.has(extension) && view.isCritical(extension) === wrong),
  })
}

/** The extension must be there. */
export function extensionMissing(
  options: Criticality & { readonly applies?: (view: CertificateView) => boolean },
): CertificateRule {
  const { extension, applies } = options
  return certificateRule({
    ...brBasics(options),
    source: options.source ?? "rfc",
    ...(options.audience === undefined ? {} : { audience: options.audience }),
    scopes: options.scopes ?? anyCertificate,
    at: "extensions",
    message: `has no ${extension}`,
    documentation: {
      what: `The certificate has the extension ${extension}.`,
      why: options.why,
      bad: `no ${extension}`,
      good: `${extension} present`,
    },
    check: (view) => when(!view.has(extension) && applies?.(view) !== false),
  })
}

/** A kind of name that server certificates may not carry. */
export function sanKindForbidden(
  options: Basics & { readonly tag: number; readonly name: string },
): RequestRule {
  const { tag, name } = options
  return requestRule({
    ...brBasics(options),
    inForce: { from: "2012-07-01" },
    scopes: ["csr", ...anyCertificate],
    at: "extensions.subjectAltName",
    message: `subjectAltName holds a ${name}`,
    documentation: {
      what: `subjectAltName of a server certificate holds dNSName and iPAddress entries only, no ${name}.`,
      why: "Browsers check host names and addresses only, and a CA has no method to validate anything else for a server.",
      bad: `subjectAltName with a ${name}`,
      good: "subjectAltName = DNS:mail.example.edu",
    },
    check: (view) => when(altNameTags(view.bytes("subjectAltName")).includes(tag)),
  })
}

/** A certificate that lives longer than allowed when it was issued. */
export function validityLongerThan(
  options: Basics & {
    readonly days: number
    readonly source?: RuleMetadata["source"]
    readonly audience?: Audience
    readonly why: string
    readonly hint?: string
  },
): CertificateRule {
  const { days } = options
  return certificateRule({
    ...brBasics(options),
    source: options.source ?? "br",
    ...(options.audience === undefined ? {} : { audience: options.audience }),
    scopes: ["leaf", "self-signed"],
    at: "validity",
    message: `is valid for {days} days, more than ${days}`,
    ...(options.hint === undefined ? {} : { hint: options.hint }),
    documentation: {
      what: `The validity, both ends included, is at most ${days} days of 86,400 seconds.`,
      why: options.why,
      bad: `notAfter ${days} days after notBefore, to the second: one second too long`,
      good: `notAfter ${days} days after notBefore, less one second`,
    },
    check: (view) =>
      view.isServerAuth && view.livesLongerThan(days)
        ? { days: Math.ceil(view.lifetimeSeconds / 86_400) }
        : undefined,
  })
}
