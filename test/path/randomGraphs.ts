/** Trust graphs by chance: few names, two keys for each, so that certificates are mistaken for one another. The same seed, the same graphs. */
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { extension } from "../../certs-fixtures/extensionDer.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { extensionOids } from "../../src/x509/oids.js"
import { random } from "../fuzz/mutate.js"
import { ca, type EdgeSpec, host, leaf } from "./graph.js"

export interface RandomGraph {
  readonly name: string
  readonly leaf: Certificate
  /** A chain file in any order, sometimes with the leaf in it. */
  readonly file: readonly Certificate[]
}

type Chance = (sides: number) => number

const names = ["A", "B", "C"]
const stranger = "stranger"

export function randomGraphs(count: number, seed: number): readonly RandomGraph[] {
  return Array.from({ length: count }, (_, index) => {
    const next = random(seed * 1_000_003 + index)
    const chance: Chance = (sides) => Math.floor(next() * sides)
    const authorities = Array.from({ length: 2 + chance(5) }, () => authority(chance))
    const end = server(chance)
    const file = authorities.map(({ certificate }) => certificate)
    if (chance(3) === 0) file.splice(chance(file.length + 1), 0, end.certificate)
    const name = `${index}: ${end.text}; ${authorities.map(({ text }) => text).join("; ")}`
    return { name, leaf: end.certificate, file }
  })
}

interface Named {
  readonly text: string
  readonly certificate: Certificate
}

function authority(chance: Chance): Named {
  const subject = oneOf(chance, names)
  const issuer = chance(3) === 0 ? subject : oneOf(chance, names)
  const keyLabel = `${subject}${chance(2)}`
  const bySelf = issuer === subject && chance(3) > 0
  const signerLabel = chance(8) === 0 ? stranger : bySelf ? keyLabel : `${issuer}${chance(2)}`
  const spec: EdgeSpec = {
    ...{ keyLabel, signerLabel },
    extensions: oneOf(chance, unusual(chance)),
    without: absent(chance),
    ...(chance(8) === 0 ? { notAfter: new Date("2026-01-01T00:00:00Z") } : {}),
  }
  return { text: textOf(issuer, subject, spec), certificate: ca(`${issuer}>${subject}`, spec) }
}

function server(chance: Chance): Named {
  const issuer = chance(6) === 0 ? host : oneOf(chance, names)
  const bySelf = issuer === host && chance(3) > 0
  const signerLabel = bySelf ? "leaf" : issuer === host ? stranger : `${issuer}${chance(2)}`
  const spec: EdgeSpec = {
    ...{ keyLabel: "leaf", signerLabel },
    without: chance(3) === 0 ? [extensionOids.authorityKeyIdentifier] : [],
    // A server that is called as its CA is.
    ...(chance(10) === 0 ? { subject: oneOf(chance, names) } : {}),
  }
  return { text: textOf(issuer, host, spec), certificate: leaf(`${issuer}>${host}`, spec) }
}

function unusual(chance: Chance): readonly (readonly ExtensionSpec[])[] {
  const nothing = Array.from({ length: 8 }, () => [])
  return [
    ...nothing,
    [extension.basicConstraints(false)],
    [extension.basicConstraints(true, chance(2))],
    [extension.keyUsage([0])],
    [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])],
  ]
}

function absent(chance: Chance): readonly string[] {
  const { authorityKeyIdentifier, subjectKeyIdentifier, basicConstraints, keyUsage } = extensionOids
  const identifiers = [
    [authorityKeyIdentifier],
    [subjectKeyIdentifier],
    [authorityKeyIdentifier, subjectKeyIdentifier],
  ]
  const powers = [[basicConstraints], [keyUsage], [basicConstraints, keyUsage]]
  return oneOf(chance, [...Array.from({ length: 5 }, () => []), ...identifiers, ...identifiers, ...powers])
}

function oneOf<T>(chance: Chance, all: readonly T[]): T {
  return all[chance(all.length)] as T
}

function textOf(
  issuer: string,
  subject: string,
  { keyLabel, signerLabel, without, notAfter }: EdgeSpec,
): string {
  const expired = notAfter === undefined ? "" : ", expired"
  return `${issuer}>${subject} (${keyLabel} by ${signerLabel}, without ${without?.join(" ") ?? ""}${expired})`
}
