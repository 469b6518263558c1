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
    hint: () =>
      "name the server's certificate as well; one that says it is a CA is judged with its key: --key-file KEY",
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
    hint: () => "name with --key-file the key of this order's CSR, or have the CA reissue with that CSR",
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
  otherRequest: defineFinding({
    code: "bundle-request-other-key",
    severity: "error",
    stage,
    message: ({ file, key }: { file: string; key: string }) =>
      `${file} is the CSR of another key than ${key === "" ? "any certificate's" : key}: what was asked for was not compared`,
    hint: () => "name with --csr the CSR of this order, or leave it out",
  }),
  requestUnreadable: defineFinding({
    code: "bundle-request-unreadable",
    severity: "error",
    stage,
    message: ({ file, problem }: { file: string; problem: string }) =>
      `${file}, which lies beside the key, holds no CSR that can be read (${problem}): what was asked for was not compared`,
    hint: () => "name the CSR of this order with --csr FILE, or move that file away",
  }),
  requestedNameDropped: defineFinding({
    code: "bundle-requested-name-dropped",
    severity: "error",
    stage,
    message: ({ name }: { name: string }) =>
      `the CSR asked for ${name}, and the certificate does not have it`,
    hint: () => "add it to the names of the order at the CA and have the certificate reissued",
  }),
}
