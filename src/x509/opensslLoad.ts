/**
 * What keeps OpenSSL from loading a certificate that others read: the types of values in names, which are those of
 * ASN1_PRINTABLE (crypto/asn1/tasn_typ.c, B_ASN1_PRINTABLE). Nothing can be done with such a certificate, nor with a file
 * that holds one.
 */
import type { Certificate } from "./certificate.js"
import { DerReader, type Element, tags, Work } from "./der.js"
import type { ExtensionProblem } from "./extensions.js"
import type { GeneralName } from "./generalName.js"
import type { Attribute, Rdn } from "./name.js"
import { type ExtensionName, extensionOids } from "./oids.js"
import { attempt, type Problem, problem } from "./parsed.js"

/** Beside strings of RFC 5280: what has no type of its own in OpenSSL (7 to 9, 11, 13 to 15, 29), and NumericString. */
const loaded: ReadonlySet<number> = new Set([7, 8, 9, 11, 13, 14, 15, 0x12, 29, tags.sequence])

/** Why OpenSSL does not load the certificate. */
export function loadProblem({ issuer, subject }: Certificate): Problem | undefined {
  return namesProblem(issuer.rdns, "its issuer") ?? namesProblem(subject.rdns, "its subject")
}

/** The first extension that OpenSSL cannot decode for a name in it. */
export function nameLoadProblem({ extensions }: Certificate): ExtensionProblem | undefined {
  const { nameConstraints, authorityKeyIdentifier, crlDistributionPoints, subjectAltName } = extensions
  const { permitted = [], excluded = [] } = nameConstraints?.ok === true ? nameConstraints.value : {}
  const points = crlDistributionPoints?.ok === true ? crlDistributionPoints.value : []
  const found: Partial<Record<ExtensionName, readonly Rdn[]>> = {
    subjectAltName: rdnsOf(subjectAltName?.ok === true ? subjectAltName.value : []),
    nameConstraints: rdnsOf([...permitted, ...excluded].map(({ base }) => base)),
    authorityKeyIdentifier: rdnsOf(
      authorityKeyIdentifier?.ok === true ? (authorityKeyIdentifier.value.issuer ?? []) : [],
    ),
    crlDistributionPoints: points.flatMap(({ name, crlIssuer = [] }) => [
      ...rdnsOf(crlIssuer),
      ...(name?.kind === "relative" ? [name.rdn] : rdnsOf(name?.names ?? [])),
    ]),
  }
  for (const [name, rdns] of Object.entries(found)) {
    const fault = namesProblem(rdns, "a name in it")
    const extension = fault && extensions.get(extensionOids[name as ExtensionName])
    if (extension !== undefined && fault !== undefined) return { extension, problem: fault }
  }
  return undefined
}

function rdnsOf(names: readonly GeneralName[]): readonly Rdn[] {
  return names.flatMap((name) => (name.kind === "directory" ? name.name.rdns : []))
}

function namesProblem(rdns: readonly Rdn[], what: string): Problem | undefined {
  const attribute = rdns.flat().find((one) => !isLoaded(one))
  return (
    attribute &&
    problem(
      "structure",
      `${what} has a value (${attribute.oid}) of a type that OpenSSL loads in no name`,
      undefined,
      "RFC 5280 section 4.1.2.4",
    )
  )
}

function isLoaded({ type, value }: Attribute): boolean {
  if (type !== undefined) return type !== "VisibleString"
  const element = elementOf(value)
  if (element?.tag === tags.bitString) return (element.bytes[element.start] ?? 8) < 8
  return element !== undefined && loaded.has(element.tag)
}

/** What is no string is kept as `#` and its encoding. */
function elementOf(value: string): Element | undefined {
  const octets = Uint8Array.from(Buffer.from(value.slice(1), "hex"))
  const read = attempt(() => new DerReader(octets, new Work()).next())
  return read.ok ? read.value : undefined
}
