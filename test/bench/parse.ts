import "reflect-metadata"
import * as peculiar from "@peculiar/x509"
import { parseCertificate } from "../../src/x509/certificate.js"
import { nameText } from "../../src/x509/name.js"
import type { Benchmark } from "./benchmark.js"
import { deliveredChain, paired } from "./chain.js"

/** Everything a report shows: names, dates, key, and every extension's value. */
function readOurs(der: Uint8Array): unknown {
  const result = parseCertificate(der)
  if (!result.ok) throw new Error(result.problem.message)
  const { subject, issuer, notBefore, notAfter, publicKey, extensions, serial } = result.value
  const problem = extensions.firstProblem()
  if (problem !== undefined) throw new Error(problem.problem.message)
  const names = extensions.subjectAltName
  return [
    nameText(subject),
    nameText(issuer),
    notBefore,
    notAfter,
    publicKey.kind,
    serial,
    names?.ok && names.value,
  ]
}

function readTheirs(der: Uint8Array<ArrayBuffer>): unknown {
  const certificate = new peculiar.X509Certificate(der)
  const { subject, issuer, notBefore, notAfter, publicKey, extensions, serialNumber } = certificate
  const names = certificate
    .getExtension(peculiar.SubjectAlternativeNameExtension)
    ?.names.items.map(({ value }) => value)
  return [subject, issuer, notBefore, notAfter, publicKey.algorithm, serialNumber, names, extensions.length]
}

/** Reading certificates, against the library that creates them. */
export const parse: Benchmark = {
  name: "parse",
  about: "one certificate with names, dates, 16 alternative names, key and all extensions read",
  async run() {
    const [leaf] = deliveredChain()
    const bytes = new Uint8Array(leaf)
    paired(
      50,
      20,
      () => readOurs(bytes),
      () => readTheirs(bytes),
    )
    const [ours, theirs] = paired(
      200,
      15,
      () => readOurs(bytes),
      () => readTheirs(bytes),
    )
    return [
      {
        name: "faster than @peculiar/x509",
        value: theirs / ours,
        least: 50,
        unit: "×",
        detail: `${ours.toFixed(1)} µs against ${theirs.toFixed(1)} µs`,
      },
    ]
  },
}
