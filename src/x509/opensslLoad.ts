/**
 * What keeps OpenSSL from loading a certificate that others read: the types of values in names, which are those of
 * ASN1_PRINTABLE (crypto/asn1/tasn_typ.c, B_ASN1_PRINTABLE). Nothing can be done with such a certificate, nor with a file
 * that holds one.
 */

import { readAnyValue } from "./anyValue.js"
import type { Certificate } from "./certificate.js"
import { contextTag, DerReader, type Element, malformed, tags, Work } from "./der.js"
import { readText, stringType } from "./derStrings.js"
import type { ExtensionProblem } from "./extensions.js"
import type { GeneralName } from "./generalName.js"
import type { Attribute, Rdn } from "./name.js"
import { type ExtensionName, extensionOids } from "./oids.js"
import { attempt, type Problem, problem } from "./parsed.js"

/** Beside strings of RFC 5280: what has no type of its own in OpenSSL (7 to 9, 11, 13 to 15, 29), and NumericString. */
const loaded: ReadonlySet<number> = new Set([7, 8, 9, 11, 13, 14, 15, 0x12, 29, tags.sequence])

/** RFC 5280 section 4.1.2.4: DirectoryString. */
const directoryTags: ReadonlySet<number> = new Set([
  tags.utf8String,
  tags.printableString,
  tags.teletexString,
  tags.bmpString,
  tags.universalString,
])

/** Why OpenSSL does not load the certificate. */
export function loadProblem({ issuer, subject }: Certificate): Problem | undefined {
  return namesProblem(issuer.rdns, "its issuer") ?? namesProblem(subject.rdns, "its subject")
}

/** The first extension that OpenSSL cannot decode for a name in it. */
export function nameLoadProblem({ extensions }: Certificate): ExtensionProblem | undefined {
  const { nameConstraints, authorityKeyIdentifier, crlDistributionPoints, subjectAltName } = extensions
  const { permitted = [], excluded = [] } = nameConstraints?.ok === true ? nameConstraints.value : {}
  const points = crlDistributionPoints?.ok === true ? crlDistributionPoints.value : []
  const found: Partial<Record<ExtensionName, readonly (Problem | undefined)[]>> = {
    subjectAltName: (subjectAltName?.ok === true ? subjectAltName.value : []).map(nameProblem),
    nameConstraints: [...permitted, ...excluded].map(({ base }) => nameProblem(base)),
    authorityKeyIdentifier: (
      (authorityKeyIdentifier?.ok === true ? authorityKeyIdentifier.value.issuer : undefined) ?? []
    ).map(nameProblem),
    crlDistributionPoints: points.flatMap(({ name, crlIssuer = [] }) => [
      ...crlIssuer.map(nameProblem),
      ...(name?.kind === "relative"
        ? [namesProblem([name.rdn], where)]
        : (name?.names ?? []).map(nameProblem)),
    ]),
  }
  for (const [name, problems] of Object.entries(found)) {
    const fault = problems.find((one) => one !== undefined)
    const extension = fault && extensions.get(extensionOids[name as ExtensionName])
    if (extension !== undefined && fault !== undefined) return { extension, problem: fault }
  }
  return undefined
}

const where = "a name in it"

/** crypto/x509/v3_genn.c: names of directories, other names' values, and the two names of an EDI party. */
function nameProblem(name: GeneralName): Problem | undefined {
  switch (name.kind) {
    case "directory":
      return namesProblem(name.name.rdns, where)
    case "other":
      return readProblem(name.der, contextTag(0, true), (reader) => {
        reader.read(tags.oid, "the type of an other name")
        const value = reader.enter(contextTag(0, true), "the value of an other name")
        readAnyValue(value)
        value.close("the value of an other name")
      })
    case "ediParty":
      return readProblem(name.der, contextTag(5, true), (reader) => {
        const assigner = reader.optional(contextTag(0, true))
        if (assigner !== undefined) readDirectoryString(reader.inside(assigner))
        readDirectoryString(reader.enter(contextTag(1, true), "the name of an EDI party"))
        reader.close("the name of an EDI party")
      })
    default:
      return undefined
  }
}

function readProblem(
  octets: Uint8Array,
  tag: number,
  read: (reader: DerReader) => void,
): Problem | undefined {
  const result = attempt(() => read(new DerReader(octets, new Work()).enter(tag, where)))
  return result.ok ? undefined : result.problem
}

function readDirectoryString(reader: DerReader): void {
  const element = reader.next()
  if (!directoryTags.has(element.tag))
    malformed("structure", "a name of an EDI party that is no DirectoryString", element.header)
  readText(element, stringType(element.tag) ?? "UTF8String", reader.work)
  reader.close("a name of an EDI party")
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
