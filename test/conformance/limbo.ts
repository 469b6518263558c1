/** x509-limbo: https://x509-limbo.com. */
import type { ExpectedName } from "../../src/path/identity.js"
import type { ProfileName } from "../../src/path/profile.js"
import { verifyChain } from "../../src/path/verify.js"
import { type Certificate, parseCertificate } from "../../src/x509/certificate.js"
import { type Crl, parseCrl } from "../../src/x509/crl.js"
import type { KeyUsageName } from "../../src/x509/extensions/basic.js"
import { type Usage, usageOids } from "../../src/x509/oids.js"
import { readPem } from "../../src/x509/pem.js"
import { askOpenssl } from "./askOpenssl.js"
import { entryOf } from "./ledger.js"
import { limboLedgers, opensslLedger } from "./limboLedger.js"
import { detailOf, readVectors, ruleOf, type Verdict } from "./vectors.js"

export interface PeerName {
  readonly kind: "DNS" | "IP" | "RFC822"
  readonly value: string
}

export interface LimboCase {
  readonly id: string
  readonly conflicts_with: readonly string[]
  readonly validation_kind: "SERVER" | "CLIENT"
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly validation_time: string | null
  readonly key_usage: readonly KeyUsageName[]
  readonly extended_key_usage: readonly string[]
  readonly expected_result: "SUCCESS" | "FAILURE"
  readonly expected_peer_name: PeerName | null
  readonly expected_peer_names: readonly PeerName[]
  readonly max_chain_depth: number | null
  readonly crls: readonly string[]
}

const now = new Date("2026-06-01T00:00:00Z")

export function limboCases(): readonly LimboCase[] | undefined {
  return readVectors<{ testcases: readonly LimboCase[] }>("x509-limbo", "limbo.json")?.testcases
}

const kinds = { DNS: "dns", IP: "ip", RFC822: "email" } as const

function nameOf({ kind, value }: PeerName): ExpectedName {
  return { kind: kinds[kind], value }
}

function ders(pems: readonly string[]): readonly Uint8Array[] {
  return pems.flatMap((pem) => readPem(Buffer.from(pem)).blocks.map(({ der }) => der))
}

/** What cannot be read can be neither trusted nor used. */
function certificates(pems: readonly string[]): readonly Certificate[] {
  return ders(pems).flatMap((der) => {
    const result = parseCertificate(der)
    return result.ok ? [result.value] : []
  })
}

function lists(pems: readonly string[]): readonly Crl[] {
  return ders(pems).flatMap((der) => {
    const result = parseCrl(der)
    return result.ok ? [result.value] : []
  })
}

function purposeOf({ validation_kind, extended_key_usage }: LimboCase): Usage {
  const wanted = extended_key_usage[0]
  const known = (Object.keys(usageOids) as Usage[]).find((usage) => usage === wanted)
  return known ?? (validation_kind === "SERVER" ? "serverAuth" : "clientAuth")
}

/** Where a case says "now": its certificates are made to be valid at any time. */
export function momentOf({ validation_time }: LimboCase): Date {
  return validation_time === null ? now : new Date(validation_time)
}

/** Decides a case under a profile. */
export function runLimboCase(test: LimboCase, profile: ProfileName): Verdict {
  const excuse = entryOf(limboLedgers[profile], test.id)?.reason
  const base = {
    id: test.id,
    expected: test.expected_result === "SUCCESS",
    ...(excuse === undefined ? {} : { excuse }),
  }
  const [leafDer] = ders([test.peer_certificate])
  const leaf = parseCertificate(leafDer ?? new Uint8Array())
  if (!leaf.ok) return { ...base, actual: false, detail: leaf.problem.message, rule: "unreadable" }
  const names = [
    ...(test.expected_peer_name === null ? [] : [test.expected_peer_name]),
    ...test.expected_peer_names,
  ]
  const verification = verifyChain(leaf.value, certificates(test.untrusted_intermediates), {
    at: momentOf(test),
    anchors: certificates(test.trusted_certs),
    profile,
    name: names.map(nameOf),
    purpose: purposeOf(test),
    keyUsage: test.key_usage,
    crls: lists(test.crls),
    ...(test.max_chain_depth === null ? {} : { maxIntermediates: test.max_chain_depth }),
  })
  const rule = ruleOf(verification)
  return {
    ...base,
    actual: verification.ok,
    detail: detailOf(verification),
    ...(rule === undefined ? {} : { rule }),
  }
}

/** Decides a case under `private` against the verdict of the installed openssl; undefined where openssl cannot be asked. */
export function runAgainstOpenssl(test: LimboCase): Verdict | undefined {
  const said = askOpenssl(test, momentOf(test))
  if (said === undefined) return undefined
  const { id, actual, detail, rule } = runLimboCase(test, "private")
  const excuse = entryOf(opensslLedger, id)?.reason
  return {
    id,
    expected: said.accepted,
    actual,
    detail: `${detail} (openssl: ${said.text})`,
    ...(rule === undefined ? {} : { rule }),
    ...(excuse === undefined ? {} : { excuse }),
  }
}
