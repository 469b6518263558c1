import { defineFinding } from "../finding.js"

const stage = "import"

/** Kinds of finding that stop an import. */
export const bundleFindings = {
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
