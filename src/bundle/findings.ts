import { defineFinding } from "../finding.js"

const stage = "import"
const again = (): string => "download it again from the CA, or ask for it once more"

/** Kinds of finding that stop an import. */
export const bundleFindings = {
  emptyFile: defineFinding({
    code: "bundle-empty-file",
    severity: "error",
    stage,
    message: ({ file }: { file: string }) => `${file} is empty`,
    hint: again,
  }),
  noCertificate: defineFinding({
    code: "bundle-no-certificate",
    severity: "error",
    stage,
    message: ({ file, found }: { file: string; found: string }) =>
      found === "" ? `${file} holds no certificate` : `${file} holds no certificate, but ${found}`,
    hint: () => "name the files that the CA delivered, in any order",
  }),
  noServerCertificate: defineFinding({
    code: "bundle-no-server-certificate",
    severity: "error",
    stage,
    message: ({ file, found }: { file: string; found: readonly string[] }) =>
      found.length === 0
        ? `${file}: no certificate`
        : `${file}: only certificates of CAs (${found.join(", ")}), none of a server`,
    hint: () => "name the server's certificate as well",
  }),
  brokenPem: defineFinding({
    code: "bundle-broken-pem",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => `damaged PEM: ${problem}`,
    hint: again,
    citation: "RFC 7468 section 3",
  }),
  brokenContainer: defineFinding({
    code: "bundle-broken-container",
    severity: "error",
    stage,
    message: ({ file, problem }: { file: string; problem: string; advice: string }) =>
      `${file} cannot be opened: ${problem}`,
    hint: ({ advice }) => (advice === "" ? again() : advice),
  }),
  brokenCertificate: defineFinding({
    code: "bundle-broken-certificate",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string; clause: string }) => `not a valid certificate: ${problem}`,
    hint: again,
    citation: "RFC 5280 section 4.1",
  }),
  keyMismatch: defineFinding({
    code: "bundle-key-mismatch",
    severity: "error",
    stage,
    message: ({ key, found }: { key: string; found: readonly string[] }) =>
      found.length === 0
        ? `no certificate belongs to the key ${key}`
        : `the certificate for ${found.join(" and ")} does not belong to the key ${key}`,
    hint: () => "name with --key the key of this order's CSR, or have the CA reissue with that CSR",
  }),
  noServerAuth: defineFinding({
    code: "bundle-no-server-auth",
    severity: "error",
    stage,
    message: ({ name }: { name: string }) =>
      `${name} is not meant for servers: it lacks the usage serverAuth`,
    hint: () => "ask the CA for a TLS server certificate",
    citation: "RFC 5280 section 4.2.1.12",
  }),
  keyKind: defineFinding({
    code: "bundle-key-kind",
    severity: "error",
    stage,
    message: ({ kind }: { kind: string }) =>
      `the key is ${kind}: Zimbra and public CAs take RSA from 2048 bits, P-256 and P-384`,
    hint: () => "make a new key and CSR with certfleet csr",
    citation: "BR 6.1.5",
  }),
  expired: defineFinding({
    code: "bundle-expired",
    severity: "error",
    stage,
    message: ({ name, notAfter }: { name: string; notAfter: string }) => `${name} has expired (${notAfter})`,
    hint: () => "ask the CA for the current one",
    citation: "RFC 5280 section 4.1.2.5",
  }),
  revoked: defineFinding({
    code: "bundle-revoked",
    severity: "error",
    stage,
    message: ({ name, since, reason }: { name: string; since: string; reason: string }) =>
      `${name} was revoked on ${since} (${reason})`,
    hint: () => "ask the CA for a new certificate, with a new key and CSR",
    citation: "RFC 5280 section 6.3",
  }),
  revocationUnknown: defineFinding({
    code: "bundle-revocation-unknown",
    severity: "error",
    stage,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `whether ${name} is revoked is unknown: ${problem}`,
    hint: () => "give the CA's current revocation list (--crl) or response (--ocsp), or leave both out",
    citation: "RFC 5280 section 6.3",
  }),
  notYetValid: defineFinding({
    code: "bundle-not-yet-valid",
    severity: "error",
    stage,
    message: ({ name, notBefore }: { name: string; notBefore: string }) =>
      `${name} is not valid before ${notBefore}`,
    hint: () => "wait until then, or check this machine's clock",
    citation: "RFC 5280 section 4.1.2.5",
  }),
  intermediateMissing: defineFinding({
    code: "bundle-intermediate-missing",
    severity: "error",
    stage,
    message: ({ name, issuer }: { name: string; issuer: string; url: string }) =>
      `the certificate of ${issuer}, which issued ${name}, is missing`,
    hint: ({ url }) =>
      url === ""
        ? "download it from the CA and name it as one more file"
        : `download ${url} and name it as one more file`,
    citation: "RFC 5280 section 6.1",
  }),
  untrustedRoot: defineFinding({
    code: "bundle-untrusted-root",
    severity: "error",
    stage,
    message: ({ root, store }: { root: string; store: string }) =>
      `the chain ends in ${root}, which is not among ${store}`,
    hint: () => "for a CA of your own: --trust FILE with its root, or profile: private in fleet.yaml",
    citation: "RFC 5280 section 6.1.1",
  }),
  retiredRoot: defineFinding({
    code: "bundle-retired-root",
    severity: "error",
    stage,
    message: ({ root, by, since }: { root: string; by: string; since: string; instead: string }) =>
      `the chain ends in ${root}, which ${by} no longer trust since ${since}`,
    hint: ({ instead }) => `ask the CA for ${instead}`,
  }),
  wrongSignature: defineFinding({
    code: "bundle-wrong-signature",
    severity: "error",
    stage,
    message: ({ name, issuer }: { name: string; issuer: string }) =>
      `${name} names ${issuer} as its issuer, but no certificate of that name here signed it`,
    hint: () => "the CA certificate is another one of the same name: download the right one from the CA",
    citation: "RFC 5280 section 6.1.3",
  }),
  invalidChain: defineFinding({
    code: "bundle-invalid-chain",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string; clause: string }) => `the chain is not valid: ${problem}`,
    hint: () => "ask the CA to reissue the certificate, and quote this line",
    citation: "RFC 5280 section 6.1",
  }),
  nameMissing: defineFinding({
    code: "bundle-name-missing",
    severity: "error",
    stage,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `the certificate is not valid for ${name} (${reason})`,
    hint: () => "have the CA reissue it with this name, or take the name out of fleet.yaml",
    citation: "RFC 9525 section 6",
  }),
  anotherHost: defineFinding({
    code: "bundle-another-host",
    severity: "error",
    stage,
    message: ({ names, wanted }: { names: readonly string[]; wanted: string }) =>
      names.length === 0
        ? `the certificate has no name, and must be valid for ${wanted}`
        : `the certificate is for ${names.join(", ")}, and not even for ${wanted}`,
    hint: () =>
      "is this the certificate of this order? If it is, have the CA reissue it with the right names",
    citation: "RFC 9525 section 6",
  }),
  requestedNameDropped: defineFinding({
    code: "bundle-requested-name-dropped",
    severity: "error",
    stage,
    message: ({ name }: { name: string }) =>
      `the CSR asked for ${name}, and the certificate does not have it`,
    hint: () => "add it to the names of the order at the CA and have the certificate reissued",
  }),
  unreadableNames: defineFinding({
    code: "bundle-unreadable-names",
    severity: "error",
    stage,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `the names of ${name} cannot be read: ${problem}`,
    hint: () => "ask the CA to reissue the certificate",
    citation: "RFC 5280 section 4.2.1.6",
  }),
}
