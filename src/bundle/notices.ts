import { defineFinding } from "../finding.js"
import { quoteWord } from "../remote/quote.js"

const stage = "import"

/** Kinds of finding that an import mentions and goes on: what it mended, and what is worth knowing. */
export const bundleNotices = {
  keyInDelivery: defineFinding({
    code: "bundle-key-in-delivery",
    severity: "warning",
    stage,
    message: ({ file }: { file: string }) => `${file} holds a private key as well; it was not used`,
    hint: () => "a key belongs into no mail and no download: if it came from outside, make a new CSR",
  }),
  otherRequestBeside: defineFinding({
    code: "bundle-request-not-compared",
    severity: "warning",
    stage,
    message: ({ file }: { file: string }) =>
      `${file}, which lies beside the key, is the CSR of another key: what was asked for was not compared`,
    hint: () => "name the CSR of this order with --csr FILE",
  }),
  javaKey: defineFinding({
    code: "bundle-java-key",
    severity: "warning",
    stage,
    message: ({ file }: { file: string }) =>
      `${file} is a Java key store: its certificates were read, its private key was not`,
    hint: ({ file }) =>
      `keytool -importkeystore -srckeystore ${quoteWord(file)} -destkeystore new.p12 -deststoretype PKCS12, then name new.p12`,
  }),
  revocationList: defineFinding({
    code: "bundle-revocation-list",
    severity: "notice",
    stage,
    message: ({ file }: { file: string }) => `${file} holds a revocation list: not looked at`,
    hint: () => "check --crl and import --crl judge the certificates by it",
  }),
  layout: defineFinding({
    code: "bundle-pem-layout",
    severity: "notice",
    stage,
    message: ({ file, how }: { file: string; how: string }) =>
      `${file} is written ${how}, which OpenSSL does not read: plain PEM is written`,
  }),
  severalLeaves: defineFinding({
    code: "bundle-several-leaves",
    severity: "notice",
    stage,
    message: ({ count, chosen, why }: { count: number; chosen: string; why: string }) =>
      `${count} certificates belong to the key: took ${why}, of ${chosen}`,
  }),
  passedOver: defineFinding({
    code: "bundle-passed-over",
    severity: "warning",
    stage,
    message: ({ issued, problem }: { issued: string; problem: string; hint: string }) =>
      `passed over the certificate of ${issued} for the same key: ${problem}`,
    hint: ({ hint }) => `if it is the one that was meant: ${hint}`,
  }),
  ecKey: defineFinding({
    code: "bundle-ec-key",
    severity: "notice",
    stage,
    message: ({ versions }: { versions: string }) => `the key is ECDSA: Zimbra takes it from ${versions} on`,
  }),
  nameUnasked: defineFinding({
    code: "bundle-name-unasked",
    severity: "notice",
    stage,
    message: ({ names }: { names: readonly string[] }) => `the certificate also has ${names.join(", ")}`,
  }),
  duplicate: defineFinding({
    code: "bundle-duplicate",
    severity: "notice",
    stage,
    message: ({ name, first }: { name: string; first: string }) =>
      `${name} is there again (first in ${first}): used once`,
  }),
  unrelated: defineFinding({
    code: "bundle-unrelated",
    severity: "notice",
    stage,
    message: ({ name }: { name: string }) => `${name} does not belong to the chain: left out`,
  }),
  rootAdded: defineFinding({
    code: "bundle-root-added",
    severity: "notice",
    stage,
    message: ({ root, store }: { root: string; store: string }) =>
      `the root was not delivered, and Zimbra needs it: added ${root} from ${store}`,
  }),
  rootReplaced: defineFinding({
    code: "bundle-root-replaced",
    severity: "notice",
    stage,
    message: ({ retired, root }: { retired: string; root: string }) =>
      `${retired} is no longer trusted by browsers: the chain ends in ${root} instead`,
  }),
  expiredPathAvoided: defineFinding({
    code: "bundle-expired-path-avoided",
    severity: "notice",
    stage,
    message: ({ name, notAfter }: { name: string; notAfter: string }) =>
      `${name} has expired (${notAfter}), but another path is good: left it out`,
  }),
  otherPath: defineFinding({
    code: "bundle-other-path",
    severity: "notice",
    stage,
    message: ({ name, issuer }: { name: string; issuer: string }) =>
      `the certificate of ${name} that ${issuer} issued is another path: left out`,
  }),
  reordered: defineFinding({
    code: "bundle-reordered",
    severity: "notice",
    stage,
    message: ({ file }: { file: string }) =>
      `${file} was not in serving order: intermediates now come first, the root last`,
  }),
  chainWithLeaf: defineFinding({
    code: "bundle-chain-with-leaf",
    severity: "notice",
    stage,
    message: ({ file, count }: { file: string; count: number }) =>
      `${file} holds the certificate and ${count} more: split into commercial.crt and commercial_ca.crt`,
  }),
  misleadingName: defineFinding({
    code: "bundle-misleading-file-name",
    severity: "notice",
    stage,
    message: ({ file, what }: { file: string; what: string }) =>
      `${file} holds ${what}, despite its name: its content counts`,
  }),
  lineEndings: defineFinding({
    code: "bundle-line-endings",
    severity: "notice",
    stage,
    message: ({ file }: { file: string }) => `${file} has Windows line endings: plain ones are written`,
  }),
  textAround: defineFinding({
    code: "bundle-text-around",
    severity: "notice",
    stage,
    message: ({ file }: { file: string }) => `${file} has text beside its certificates: left out`,
  }),
}
