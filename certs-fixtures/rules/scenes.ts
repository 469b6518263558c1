/** What rules about chains, keys and fleets look at: more than one thing, put together from the certificates of `certs`. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assess } from "../../src/assess/assess.js"
import type { Material, Question } from "../../src/assess/question.js"
import type { TrustStore } from "../../src/path/trustStore.js"
import type { Lintable } from "../../src/rules/engine.js"
import type { FleetView } from "../../src/rules/view/fleetView.js"
import type { KeyView } from "../../src/rules/view/keyView.js"
import { type Certificate, inspectCertificate } from "../../src/x509/certificate.js"
import { DerReader, Work } from "../../src/x509/der.js"
import { sha256 } from "../../src/x509/fingerprint.js"
import { readPem } from "../../src/x509/pem.js"
import { type PublicKey, readPublicKey } from "../../src/x509/publicKey.js"
import { parseSan, type SanEntry } from "../../src/x509/sanEntry.js"
import { exampleStore } from "../judge.js"
import { good, ocspAnswer, revoked, unknown } from "../ocspAnswer.js"
import { type CertificateName, deliveredAt, wantedNames } from "../recipes.js"
import { leakedKey } from "./context.js"
import { ecKey, ed25519Key, modulus, rsaKey } from "./publicKeys.js"

interface ScenePair {
  /** The number of the rule on whose two sides the two lie. */
  readonly limit?: number
  readonly good: () => Lintable
  readonly bad: () => Lintable
}

/** By rule. */
export const scenePairs: Readonly<Record<string, ScenePair>> = {
  "chain-disordered": {
    good: () => chain(["leaf", "issuing", "root-g2"]),
    bad: () => chain(["root-g2", "issuing", "leaf"]),
  },
  "chain-duplicate-certificate": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf", "issuing", "issuing"]),
  },
  "chain-ends-before-leaf": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf", "issuing-until-august"]),
  },
  "chain-incomplete": { good: () => chain(["leaf", "issuing"]), bad: () => chain(["leaf", "unrelated"]) },
  "chain-invalid": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf", "issuing-may-not-sign"]),
  },
  "chain-not-for-zimbra": {
    good: () => chain(["leaf", "issuing", "root-g2"]),
    bad: () => chain(["leaf", "issuing"]),
  },
  "chain-root-not-trusted": {
    good: () => chain(["leaf", "issuing", "root-g2"]),
    bad: () => chain(["leaf", "issuing", "root-g2"], { store: { ...store(), anchors: [] } }),
  },
  "chain-root-retired": {
    good: () => chain(["leaf", "issuing", "issuing-by-g1"]),
    bad: () => chain(["leaf", "issuing-by-g1"]),
  },
  "chain-unrelated-certificate": {
    good: () => chain(["leaf", "issuing", "issuing-by-g1"]),
    bad: () => chain(["leaf", "issuing", "unrelated"]),
  },
  "served-without-chain": {
    good: () => chain(["leaf", "issuing"], { answer }),
    bad: () => chain(["leaf"], { answer, pool: [certificate("issuing")] }),
  },
  "chain-wrong-signature": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf-forged", "issuing"], {}, "leaf-forged"),
  },
  "host-name-mismatch": {
    good: () => chain(["leaf", "issuing"], { hosts: ["mail.example.edu"] }),
    bad: () => chain(["leaf", "issuing"], { hosts: ["www.example.edu"] }),
  },
  "not-for-servers": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf-for-clients", "issuing"], {}, "leaf-for-clients"),
  },
  "java-refuses-chain": {
    good: () => chain(["leaf", "issuing"], { profile: "private" }),
    bad: () => chain(["leaf-for-encryption", "issuing"], { profile: "private" }, "leaf-for-encryption"),
  },
  "bundle-root-as-delivered": {
    good: () => chain(["leaf", "issuing", "root-g2"], { profile: "private" }),
    bad: () =>
      chain(["leaf", "issuing", "root-g2"], {
        ...{ profile: "private", ownRoot: true, store: { ...store(), anchors: [] } },
      }),
  },
  "names-unreadable": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf-names-broken", "issuing"], {}, "leaf-names-broken"),
  },
  "revocation-unknown": {
    good: () => chain(["leaf", "issuing"], { answer: { ...answer, stapled: ocspAnswer(good, nextUpdate) } }),
    bad: () =>
      chain(["leaf", "issuing"], { answer: { ...answer, stapled: ocspAnswer(unknown, nextUpdate) } }),
  },
  revoked: {
    good: () => chain(["leaf", "issuing"], { answer: { ...answer, stapled: ocspAnswer(good, nextUpdate) } }),
    bad: () =>
      chain(["leaf", "issuing"], { answer: { ...answer, stapled: ocspAnswer(revoked, nextUpdate) } }),
  },
  "self-signed": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf-self-signed"], {}, "leaf-self-signed"),
  },
  "zimbra-refuses-chain": {
    good: () => chain(["leaf", "issuing"]),
    bad: () => chain(["leaf-for-documents", "issuing"], {}, "leaf-for-documents"),
  },
  "served-tls-old": {
    good: () => chain(["leaf", "issuing"], { answer }),
    bad: () => chain(["leaf", "issuing"], { answer: { version: "TLSv1" } }),
  },
  "private-key-blocked": { good: () => key(serverKey()), bad: () => key(publicKey(leakedKey)) },
  "private-key-mismatch": {
    good: () => key(serverKey(), { namesakes: [namesake("aa", "cc")], fingerprint: "aa" }),
    bad: () => key(serverKey(), { namesakes: [namesake("bb", "cc")], fingerprint: "aa" }),
  },
  "private-key-not-encrypted": {
    good: () => key(serverKey()),
    bad: () => key(serverKey(), { encrypted: false }),
  },
  "private-key-weak": { limit: 2048, good: () => key(rsa(2048)), bad: () => key(rsa(2047)) },
  "private-key-without-partner": {
    good: () => key(serverKey(), { fingerprint: "aa", others: new Set(["aa", "bb"]) }),
    bad: () => key(serverKey(), { fingerprint: "aa", others: new Set(["bb"]) }),
  },
  "fleet-name-missing": {
    good: () => fleet(),
    bad: () => fleet({ offered: names(wantedNames.slice(0, 2)) }),
  },
  "fleet-name-unwanted": {
    good: () => fleet(),
    bad: () => fleet({ offered: names([...wantedNames, "old.example.edu"]) }),
  },
  "zimbra-key-needs-recent-version": {
    good: () => fleet(),
    bad: () => fleet({ publicKey: publicKey(ecKey("prime256v1", "recent")) }),
  },
  "zimbra-key-refused": {
    good: () => fleet(),
    bad: () => fleet({ publicKey: publicKey(ed25519Key) }),
  },
}

type Scene = Partial<Material> & Partial<Question>

const answer = { version: "TLSv1.3" }
const nextUpdate = "20260601000000Z"

function chain(sent: readonly CertificateName[], more: Scene = {}, leaf: CertificateName = "leaf"): Lintable {
  const material: Material = { leaf: certificate(leaf), sent: sent.map(certificate), ...more }
  const question: Question = {
    ...{ at: deliveredAt, profile: "public", store: store(), ownRoot: false },
    ...more,
  }
  const assessment = assess(material, question, () => ({ kind: "input", name: leaf }))
  return { scope: "chain", view: { assessment } }
}

function key(own: PublicKey, more: Partial<KeyView> = {}): Lintable {
  const fingerprint = sha256(own.der)
  const others = new Set([more.fingerprint ?? fingerprint])
  const view = { publicKey: own, encrypted: true, fingerprint, others, namesakes: [], ...more }
  return { scope: "key", view }
}

function namesake(...keys: readonly string[]): KeyView["namesakes"][number] {
  return { place: "mail.crt", keys: new Set(keys) }
}

function fleet(more: Partial<FleetView> = {}): Lintable {
  const required = names(wantedNames)
  const view: FleetView = {
    kind: "certificate",
    publicKey: serverKey(),
    offered: required,
    required,
    fleet: "fleet.yaml",
    ...more,
  }
  return { scope: "fleet", view }
}

function store(): TrustStore {
  return exampleStore(certificate("root-g2").der, certificate("root-g1").der)
}

function certificate(name: CertificateName): Certificate {
  const path = join(import.meta.dirname, "../certs", `${name}.pem`)
  const read = inspectCertificate(readPem(readFileSync(path)).blocks[0]?.der ?? new Uint8Array())
  if (!read.ok) throw new Error(`${path}: ${read.problem.message}`)
  return read.value
}

function serverKey(): PublicKey {
  return certificate("leaf").publicKey
}

function publicKey(spki: Uint8Array): PublicKey {
  return readPublicKey(new DerReader(spki, new Work()))
}

function rsa(bits: number): PublicKey {
  return publicKey(rsaKey(modulus(bits)))
}

function names(texts: readonly string[]): SanEntry[] {
  return texts.flatMap((text) => {
    const read = parseSan(text)
    return read.ok ? [read.entry] : []
  })
}
