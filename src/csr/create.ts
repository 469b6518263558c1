import "reflect-metadata"
import { type KeyObject, webcrypto } from "node:crypto"
import {
  type JsonGeneralName,
  type JsonNameParams,
  Name,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509"
import { publicKeyOf } from "../x509/privateKey.js"
import type { CsrPlan } from "./plan.js"

/**
 * Signs a PKCS#10 request for the plan with its key. The common name is the plan's first name, which is
 * also the first of the subjectAltName.
 *
 * @returns PEM with the label `CERTIFICATE REQUEST`, line feeds, newline at the end
 */
export async function createCsr(plan: CsrPlan, key: KeyObject): Promise<string> {
  const { algorithm, signing } = algorithmsOf(key)
  const privateKey = await webcrypto.subtle.importKey(
    "pkcs8",
    key.export({ type: "pkcs8", format: "der" }),
    algorithm,
    false,
    ["sign"],
  )
  const publicKey = await webcrypto.subtle.importKey("spki", publicKeyOf(key), algorithm, true, ["verify"])
  const names = plan.names.map(({ kind, value }): JsonGeneralName => ({ type: kind, value }))
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: new Name(subjectName(plan)),
      keys: { privateKey, publicKey },
      signingAlgorithm: signing,
      extensions: [new SubjectAlternativeNameExtension(names)],
    },
    webcrypto,
  )
  return `${request.toString("pem").trimEnd()}\n`
}

function subjectName({ names, subject }: CsrPlan): JsonNameParams {
  const text = (type: string, value: string | undefined): JsonNameParams =>
    value === undefined ? [] : [{ [type]: [{ utf8String: value }] }]
  return [
    // RFC 5280 appendix A.1: countryName is a PrintableString.
    ...(subject.country === undefined ? [] : [{ C: [{ printableString: subject.country }] }]),
    ...text("ST", subject.state),
    ...text("L", subject.locality),
    ...text("O", subject.organization),
    ...text("CN", names[0].value),
  ]
}

function algorithmsOf(key: KeyObject) {
  if (key.asymmetricKeyType === "rsa") {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
    return { algorithm, signing: algorithm }
  }
  const p384 = key.asymmetricKeyDetails?.namedCurve === "secp384r1"
  return {
    algorithm: { name: "ECDSA", namedCurve: p384 ? "P-384" : "P-256" },
    signing: { name: "ECDSA", hash: p384 ? "SHA-384" : "SHA-256" },
  }
}
