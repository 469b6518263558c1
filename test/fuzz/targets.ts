/** What is fuzzed: a visible list. A target reads a mutant to the last field and says what that has cost. */
import type { ProfileName } from "../../src/path/profile.js"
import { rejectionText } from "../../src/path/rejection.js"
import { verifyChain } from "../../src/path/verify.js"
import { type Certificate, inspectCertificate, parseCertificate } from "../../src/x509/certificate.js"
import { type Crl, parseCrl } from "../../src/x509/crl.js"
import { parseCsr, verifyCsr } from "../../src/x509/csr.js"
import { generalNameText } from "../../src/x509/generalName.js"
import { maxRounds, Rounds } from "../../src/x509/keyDerivation.js"
import { nameText } from "../../src/x509/name.js"
import { parseOcspResponse } from "../../src/x509/ocsp.js"
import type { Parsed } from "../../src/x509/parsed.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { parsePkcs7 } from "../../src/x509/pkcs7.js"
import { readPkcs12 } from "../../src/x509/pkcs12.js"
import { publicKeyText } from "../../src/x509/publicKey.js"
import { readZip } from "../../src/x509/zip.js"
import { pkcs7Der, pkcs12Password, pkcs12Seeds, zipBytes } from "./containerSeeds.js"
import { discoveryTargets } from "./discoveryTargets.js"
import { dnsTargets } from "./dnsTargets.js"
import { inputTargets } from "./inputTargets.js"
import type { mutate } from "./mutate.js"
import { rulesTarget } from "./ruleTarget.js"
import { crlSeeds, csrDer, leafDer, ocspDer, rootDer, subDer } from "./seeds.js"

/** A count of work and how much of it an input of this size may cause. */
export interface Cost {
  readonly name: string
  readonly spent: number
  readonly limit: number
}

export interface Target {
  readonly name: string
  readonly seeds: readonly Uint8Array[]
  /** In place of `mutate`. */
  readonly mutate?: typeof mutate
  /** Reads everything there is; throwing is a defect. */
  readonly run: (mutant: Uint8Array) => readonly Cost[]
}

function sound<T>(result: Parsed<T>): T {
  if (!result.ok) throw new Error(`a seed cannot be read: ${result.problem.message}`)
  return result.value
}

const [root, sub, leaf] = [rootDer, subDer, leafDer].map((der) => sound(parseCertificate(der))) as [
  Certificate,
  Certificate,
  Certificate,
]
const lists: readonly Crl[] = crlSeeds.map((der) => sound(parseCrl(der)))
const profiles: readonly ProfileName[] = ["private", "public", "strict"]
const at = new Date("2026-06-01T00:00:00Z")

/** Every field and every text of a certificate. */
function readAll(certificate: Certificate): void {
  const { subject, issuer, publicKey, extensions } = certificate
  const names = extensions.subjectAltName
  const texts = [
    nameText(subject),
    nameText(issuer),
    subject.key,
    publicKeyText(publicKey),
    certificate.fingerprint,
  ]
  if (names?.ok) texts.push(...names.value.map(generalNameText))
  extensions.firstProblem()
}

function verifyAll(
  end: Certificate,
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
  crls: readonly Crl[],
): readonly Cost[] {
  return profiles.flatMap((profile) => {
    const result = verifyChain(end, pool, { at, anchors, profile, name: "mail.example.edu", crls })
    if (!result.ok) result.rejections.map(rejectionText)
    return [{ name: "signatures", spent: result.counters.signatures, limit: 20 }]
  })
}

export const targets: readonly Target[] = [
  {
    name: "certificate",
    seeds: [rootDer, subDer, leafDer],
    run: (mutant) => {
      const result = inspectCertificate(mutant)
      if (!result.ok) return []
      readAll(result.value)
      // Every element takes two octets at least.
      return [{ name: "elements", spent: result.value.elements, limit: mutant.length / 2 }]
    },
  },
  {
    name: "path",
    seeds: [subDer, leafDer, rootDer],
    run: (mutant) => {
      const result = inspectCertificate(mutant)
      if (!result.ok) return []
      const { value } = result
      return [
        ...verifyAll(value, [sub], [root], lists),
        ...verifyAll(leaf, [value, sub], [root], []),
        ...verifyAll(leaf, [sub], [value], []),
      ]
    },
  },
  {
    name: "crl",
    seeds: crlSeeds,
    run: (mutant) => {
      const result = parseCrl(mutant)
      return result.ok ? verifyAll(leaf, [sub], [root], [result.value, ...lists]) : []
    },
  },
  {
    name: "ocsp",
    seeds: [ocspDer],
    run: (mutant) => {
      const result = parseOcspResponse(mutant)
      if (!result.ok) return []
      const { counters } = verifyChain(leaf, [sub], {
        at,
        anchors: [root],
        profile: "private",
        ocsp: [result.value],
      })
      return [{ name: "signatures", spent: counters.signatures, limit: 20 }]
    },
  },
  {
    name: "csr",
    seeds: [csrDer],
    run: (mutant) => {
      const result = parseCsr(mutant)
      if (!result.ok) return []
      verifyCsr(result.value)
      result.value.extensions.firstProblem()
      return []
    },
  },
  {
    name: "pem",
    seeds: [leafDer, subDer].map((der) =>
      Buffer.from(`subject=x\n${writePem("CERTIFICATE", der)}${writePem("X509 CRL", der)}`),
    ),
    run: (mutant) => {
      const { blocks, problems } = readPem(mutant)
      return [{ name: "blocks", spent: blocks.length + problems.length, limit: mutant.length }]
    },
  },
  {
    name: "pkcs7",
    seeds: [pkcs7Der],
    run: (mutant) => {
      const result = parsePkcs7(mutant)
      if (!result.ok) return []
      result.value.map(parseCertificate)
      return [{ name: "certificates", spent: result.value.length, limit: mutant.length / 2 }]
    },
  },
  {
    name: "pkcs12",
    seeds: pkcs12Seeds,
    run: (mutant) => {
      const rounds = new Rounds()
      readPkcs12(mutant, pkcs12Password, rounds)
      return [{ name: "rounds of key derivation", spent: rounds.spent, limit: maxRounds }]
    },
  },
  {
    name: "zip",
    seeds: [zipBytes],
    run: (mutant) => {
      const result = readZip(mutant, { entries: 20, bytes: 100_000 })
      if (!result.ok) return []
      const unpacked = result.value.reduce((sum, { bytes }) => sum + bytes.length, 0)
      return [
        { name: "bytes unpacked", spent: unpacked, limit: 100_000 },
        { name: "files", spent: result.value.length, limit: 20 },
      ]
    },
  },
  rulesTarget,
  ...inputTargets,
  ...discoveryTargets,
  ...dnsTargets,
]
