import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto"
import "reflect-metadata"
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from "@peculiar/x509"
import { createDemoCa, type DemoCa } from "../../src/demo/ca.js"
import type { Clock } from "../../src/ports.js"
import type { Payload } from "../../src/rollout/plan.js"
import { Secret } from "../../src/secret.js"

export interface TestCa {
  /** A key and a certificate for it, valid from and until so many days from now. */
  pair(names: readonly string[], validity?: { from: number; until: number }): Promise<Payload>
}

export async function testCa(clock: Clock): Promise<TestCa> {
  const ca = await createDemoCa(clock)
  return { pair: (names, validity) => issuePair(ca, names, validity) }
}

async function issuePair(
  ca: DemoCa,
  names: readonly string[],
  validity?: { from: number; until: number },
): Promise<Payload> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const algorithm = { name: "ECDSA", namedCurve: "P-256" }
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" })
  const signing = await crypto.subtle.importKey("pkcs8", new Uint8Array(pkcs8), algorithm, true, ["sign"])
  const { d: _, ...jwk } = await crypto.subtle.exportKey("jwk", signing)
  const verifying = await crypto.subtle.importKey("jwk", { ...jwk, key_ops: ["verify"] }, algorithm, true, [
    "verify",
  ])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${names[0] ?? ""}`,
    keys: { privateKey: signing, publicKey: verifying },
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value }))),
    ],
  })
  const issued = await ca.issue(request.toString("pem"), validity)
  const leaf = new X509Certificate(issued.leaf)
  return {
    fingerprint: createHash("sha256").update(leaf.raw).digest("hex"),
    commonName: names[0] ?? "",
    key: new Secret(privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
    certificate: Buffer.from(leaf.toString()),
    chain: Buffer.from(
      new X509Certificate(issued.intermediate).toString() + new X509Certificate(issued.root).toString(),
    ),
  }
}
