export type { Finding, Severity, Subject } from "./finding.js"
export type { ExpectedName } from "./path/identity.js"
export type { ProfileName } from "./path/profile.js"
export {
  certificateText,
  type Rejection,
  type RejectionFacts,
  type RejectionKind,
  rank,
  reasonText,
  rejectionText,
} from "./path/rejection.js"
export type { PolicyInputs, RevocationMode } from "./path/session.js"
export {
  type BuildOptions,
  buildPath,
  type Verification,
  type VerifyOptions,
  verifyChain,
} from "./path/verify.js"
export { Certificate, inspectCertificate, parseCertificate } from "./x509/certificate.js"
export { type Crl, parseCrl } from "./x509/crl.js"
export { type Csr, parseCsr, verifyCsr } from "./x509/csr.js"
export { type GeneralName, generalNameText } from "./x509/generalName.js"
export { type Name, nameText, sameName } from "./x509/name.js"
export type { Parsed, Problem, ProblemKind } from "./x509/parsed.js"
export { type PemBlock, type PemContent, readPem, writePem } from "./x509/pem.js"
export { type PublicKey, publicKeyText } from "./x509/publicKey.js"
