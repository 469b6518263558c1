import { der, derNull, derSequence } from "../../src/x509/derWrite.js"
import { usageOids } from "../../src/x509/oids.js"
import type { ExtensionSpec } from "../certificateDer.js"
import { directory, email, extension } from "../extensionDer.js"
import { intermediate, issuingName, leaf, type Pairs, type Recipe, root, rootName } from "./build.js"
import { type Access, access, bytes, crlPoints, examplePolicy, fullName, policies, raw } from "./parts.js"

const site = "http://pki.example.edu"
const list = `${site}/ca.crl`
const ocsp = ["ocsp", `${site}/ocsp`] as const
const issuer = ["caIssuers", `${site}/ca.crt`] as const

const accessing = (...list: readonly Access[]): Recipe => leaf({ put: [access(...list)] })
const caAccessing = (...list: readonly Access[]): Recipe => intermediate({ put: [access(...list)] })
const critical = (spec: ExtensionSpec): ExtensionSpec => ({ ...spec, critical: true })
/** crlDistributionPoints of one point with these fields. */
const point = (...fields: readonly Uint8Array[]): ExtensionSpec =>
  raw("crlDistributionPoints", derSequence(derSequence(...fields)))
/** Reasons, of which this is the only one. */
const keyCompromise = der(0x81, bytes(6, 0x40))
const inAnotherPlace = crlPoints(directory(issuingName))

/** An OCSP responder's certificate (BR 7.1.2.8) with these extensions beside its purpose. */
function responder(...more: readonly ExtensionSpec[]): Recipe {
  const purpose = [extension.extKeyUsage([usageOids.ocspSigning]), policies(examplePolicy)]
  return leaf({ drop: ["crlDistributionPoints"], put: [...purpose, ...more] })
}
const noCheck = raw("ocspNoCheck", derNull)
/** SubjectInfoAccess with the repository of a CA. */
const caRepository = "1.3.6.1.5.5.7.48.5"
const repository = { ...access([caRepository, `${site}/`]), oid: "1.3.6.1.5.5.7.1.11" }
const fresh = raw("freshestCrl", derSequence(derSequence(fullName(`${site}/delta.crl`))))

export const revocationPairs: Pairs = {
  "aia-ca-issuers-not-http": {
    good: leaf(),
    bad: accessing(ocsp, issuer, ["caIssuers", "ldap://pki.example.edu/ca"]),
  },
  "aia-ca-issuers-without-http": {
    good: root({ put: [access(issuer)] }),
    bad: root({ put: [access(["caIssuers", "file:///ca.crt"])] }),
  },
  "aia-critical": { good: root({ put: [access(issuer)] }), bad: root({ put: [critical(access(issuer))] }) },
  "aia-internal-host": { good: leaf(), bad: accessing(["ocsp", "http://ocsp.example.test"], issuer) },
  "aia-location-repeated": { good: leaf(), bad: accessing(ocsp, ocsp, issuer) },
  "aia-method-not-permitted": {
    good: leaf(),
    bad: accessing(ocsp, issuer, ["caIssuers", email("ca@example.edu")]),
  },
  "aia-ocsp-not-http": { good: leaf(), bad: accessing(["ocsp", "https://pki.example.edu/ocsp"], issuer) },
  "ca-aia-critical": { good: intermediate(), bad: intermediate({ flip: ["authorityInfoAccess"] }) },
  "ca-aia-method-not-permitted": {
    good: intermediate(),
    bad: caAccessing(issuer, [caRepository, `${site}/`]),
  },
  "ca-aia-missing": { good: intermediate(), bad: intermediate({ drop: ["authorityInfoAccess"] }) },
  "ca-aia-not-http": {
    good: intermediate(),
    bad: caAccessing(["caIssuers", "https://pki.example.edu/root.crt"], issuer),
  },
  "ca-aia-without-issuer-url": {
    good: intermediate({ from: "2021-01-01" }),
    bad: intermediate({ from: "2021-01-01", put: [access(ocsp)] }),
  },
  "ca-crl-points-critical": {
    good: intermediate(),
    bad: intermediate({ flip: ["crlDistributionPoints"] }),
  },
  "ca-crl-points-missing": {
    good: intermediate(),
    bad: intermediate({ drop: ["crlDistributionPoints"] }),
  },
  "ca-crl-points-without-url": {
    good: intermediate(),
    bad: intermediate({ from: "2021-01-01", put: [crlPoints("ldap://pki.example.edu/ca")] }),
  },
  "crl-issuer-is-issuer": {
    good: intermediate(),
    bad: root({ put: [point(fullName(list), der(0xa2, directory(rootName)))] }),
  },
  "crl-issuer-present": {
    good: leaf(),
    bad: leaf({ put: [point(fullName(list), der(0xa2, directory(issuingName)))] }),
  },
  "crl-point-incomplete": {
    good: root({ put: [crlPoints(list)] }),
    bad: root({ put: [point(keyCompromise)] }),
  },
  "crl-point-without-ldap-or-http": {
    good: root({ put: [crlPoints("ldap://pki.example.edu/ca")] }),
    bad: root({ put: [inAnotherPlace] }),
  },
  "crl-points-critical": {
    good: root({ put: [crlPoints(list)] }),
    bad: root({ put: [critical(crlPoints(list))] }),
  },
  "crl-reasons-present": {
    good: leaf(),
    bad: leaf({ put: [point(fullName(list), keyCompromise)] }),
  },
  "crl-points-not-http": {
    good: leaf(),
    bad: leaf({ put: [crlPoints(list, "ldap://pki.example.edu/ca")] }),
  },
  "freshest-crl-critical": { good: leaf({ put: [fresh] }), bad: leaf({ put: [critical(fresh)] }) },
  "leaf-aia-critical": { good: leaf(), bad: leaf({ flip: ["authorityInfoAccess"] }) },
  "leaf-aia-missing": { good: leaf(), bad: leaf({ drop: ["authorityInfoAccess"] }) },
  "leaf-aia-without-issuer-url": { good: leaf(), bad: accessing(ocsp) },
  "leaf-aia-without-ocsp-url": {
    good: leaf({ from: "2023-10-01" }),
    bad: leaf({ from: "2023-10-01", put: [access(issuer)] }),
  },
  "leaf-crl-points-critical": { good: leaf(), bad: leaf({ flip: ["crlDistributionPoints"] }) },
  "leaf-crl-points-without-url": {
    good: leaf(),
    bad: leaf({ from: "2021-06-01", put: [crlPoints("ldap://pki.example.edu/ca")] }),
  },
  "ocsp-responder-with-crl-points": {
    good: responder(noCheck),
    bad: responder(noCheck, crlPoints(list)),
  },
  "ocsp-responder-without-nocheck": {
    good: responder(noCheck),
    bad: responder(),
  },
  "revocation-information-missing": {
    good: leaf({ days: 7, drop: ["crlDistributionPoints"], put: [access(issuer)] }),
    bad: leaf({ days: 8, drop: ["crlDistributionPoints"], put: [access(issuer)] }),
  },
  "subject-info-access-critical": {
    good: intermediate({ put: [repository] }),
    bad: intermediate({ put: [critical(repository)] }),
  },
  "subject-info-access-method-foreign": {
    good: intermediate({ put: [repository] }),
    bad: intermediate({ put: [{ ...access(issuer), oid: repository.oid }] }),
  },
}
