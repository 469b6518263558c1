/** Readers of whole files, however they are packed and written: what an import and a lint are given. */
import { generateKeyPairSync } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { jks, tar } from "../../certs-fixtures/archives.js"
import { certificateDer } from "../../certs-fixtures/certificateDer.js"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { readDelivery } from "../../src/bundle/delivery.js"
import { foreignKind } from "../../src/bundle/foreign.js"
import { readPieces } from "../../src/bundle/pieces.js"
import { mayHold } from "../../src/bundle/sniff.js"
import { unpack } from "../../src/bundle/unpack.js"
import { parseSubject } from "../../src/csr/subject.js"
import { loadFleet } from "../../src/fleet/load.js"
import { readContents } from "../../src/lint/contents.js"
import { Secret } from "../../src/secret.js"
import { derKindOf } from "../../src/x509/derKind.js"
import { der, derOid, derSequence, derSet } from "../../src/x509/derWrite.js"
import { readJks } from "../../src/x509/jks.js"
import { writePem } from "../../src/x509/pem.js"
import { writePrivateKey } from "../../src/x509/privateKey.js"
import { readPrivateKey } from "../../src/x509/readPrivateKey.js"
import { readTar } from "../../src/x509/tar.js"
import { shapes } from "../support/shapes.js"
import { ed25519 } from "../x509/factory.js"
import { mutate } from "./mutate.js"
import { rulesTarget } from "./ruleTarget.js"
import { csrDer, leafDer, subDer } from "./seeds.js"
import type { Target } from "./targets.js"

const pem = writePem("CERTIFICATE", leafDer)
const packed = shapes.map(({ bytes }) => Buffer.from(bytes({ pem, der: leafDer })))
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
const password = new Secret("fuzz")
const cipher = { cipher: "aes-128-cbc", passphrase: "fuzz" }
const keys: readonly Uint8Array[] = [
  privateKey.export({ type: "pkcs8", format: "der" }),
  privateKey.export({ type: "sec1", format: "der" }),
  privateKey.export({ type: "pkcs8", format: "der", ...cipher }),
  Buffer.from(writePrivateKey(privateKey, password)),
  Buffer.from(privateKey.export({ type: "sec1", format: "pem", ...cipher })),
]
const limits = { entries: 20, bytes: 100_000 }
const key = ed25519("fuzz names")

const fleet = readFileSync(join(import.meta.dirname, "../../certs-fixtures/fleets/with-proxies.yaml"))

/** A certificate whose common name is the mutant, in one of four string types. */
function named(mutant: Uint8Array): Uint8Array {
  const [tag = 0x0c] = [0x0c, 0x1e, 0x1c, 0x14].slice(mutant.length % 4)
  const name = derSequence(derSet(derSequence(derOid("2.5.4.3"), der(tag, mutant))))
  const extensions = [extension.basicConstraints(false), extension.subjectAltName([dns("mail.example.edu")])]
  return certificateDer({
    issuer: mutant.length % 8 < 4 ? name : "fuzz",
    subject: name,
    key,
    signer: key,
    extensions,
  })
}

export const inputTargets: readonly Target[] = [
  {
    name: "files",
    seeds: [...packed, Buffer.from(writePem("CERTIFICATE REQUEST", csrDer)), ...keys],
    run: (mutant) => {
      const input = { name: "mutant", bytes: mutant }
      mayHold(mutant)
      foreignKind(mutant)
      const { files } = unpack(input, { limits })
      const { certificates, requests, findings } = readDelivery(files)
      for (const file of files) readContents(file.name, file.bytes, password)
      const unpacked = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
      const found = certificates.length + requests.length + findings.length
      return [
        { name: "bytes unpacked", spent: unpacked, limit: limits.bytes + mutant.length },
        { name: "things found", spent: found, limit: limits.bytes / 20 },
      ]
    },
  },
  {
    name: "pieces",
    seeds: packed.filter((bytes) => bytes.length > 0),
    run: (mutant) => {
      const { pieces, problems } = readPieces({ name: "mutant", bytes: mutant })
      return [{ name: "pieces", spent: pieces.length + problems.length, limit: mutant.length / 10 + 2 }]
    },
  },
  {
    name: "tar",
    seeds: [
      tar([
        { name: "certs/", bytes: new Uint8Array() },
        { name: `certs/${"long/".repeat(30)}mail.pem`, bytes: Buffer.from(pem) },
        { name: "ca.der", bytes: subDer },
      ]),
    ],
    run: (mutant) => {
      const read = readTar(mutant, limits)
      const entries = read.ok ? read.value : []
      const total = entries.reduce((sum, { bytes }) => sum + bytes.length, 0)
      return [
        { name: "files", spent: entries.length, limit: limits.entries },
        { name: "bytes", spent: total, limit: Math.min(mutant.length, limits.bytes) },
      ]
    },
  },
  {
    name: "java key store",
    seeds: [jks([subDer], [leafDer, subDer])],
    run: (mutant) => {
      const { certificates } = readJks(mutant)
      for (const one of certificates) derKindOf(one)
      return [{ name: "certificates", spent: certificates.length, limit: mutant.length / 4 }]
    },
  },
  {
    name: "private key",
    seeds: keys,
    run: (mutant) => {
      readPrivateKey(mutant)
      readPrivateKey(mutant, password)
      return []
    },
  },
  {
    name: "names",
    seeds: [
      Buffer.from("xn--mnchen-3ya.example.edu"),
      Buffer.from("xn--mnchen-3ya.example.edu", "utf16le").swap16(),
      Buffer.from(
        "\u0000\u0000\u0000x\u0000\u0000\u0000n\u0000\u0000\u0000-\u0000\u0000\u0000-\u0000\u0000\u0000a",
      ),
      Buffer.from("*.example.onion"),
    ],
    run: (mutant) => rulesTarget.run(named(mutant)),
  },
  {
    name: "subject",
    seeds: ['O="Example, Inc.", L=Springfield, C=US', "/C=US/O=Example\\, Inc.", "O=\\C3\\A4"].map((text) =>
      Buffer.from(text),
    ),
    run: (mutant) => {
      parseSubject(Buffer.from(mutant).toString())
      return []
    },
  },
  {
    name: "fleet",
    seeds: [fleet],
    mutate: (bytes, next) => mutate(bytes, next, [fleet]),
    run: (mutant) => {
      const { findings } = loadFleet(Buffer.from(mutant).toString(), "fleet.yaml")
      return [{ name: "findings", spent: findings.length, limit: mutant.length + 1 }]
    },
  },
]
