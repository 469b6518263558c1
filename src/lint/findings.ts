import { inputFindings } from "../assess/inputFindings.js"
import { defineFinding } from "../finding.js"
import { quoteWord } from "../remote/quote.js"

const stage = "lint"

const wrongPassphrase = (): string =>
  "give the one that it was encrypted with; files with different ones are looked at one by one"

/** Kinds of finding about inputs and judgement; what is wrong with certificates is said by rules. */
export const lintFindings = {
  nothing: defineFinding({
    code: "input-without-content",
    severity: "error",
    stage,
    message: ({ file, found }: { file: string; found: string; advice: string }) =>
      `${file} holds ${found === "" ? "" : `${found}, but `}no certificate, request or key, and is no fleet.yaml`,
    hint: ({ advice }) =>
      advice === "" ? "name files in PEM or DER, a p7b, p12 or zip, or a fleet.yaml" : advice,
  }),
  unreadable: defineFinding({
    code: "input-unreadable",
    severity: "error",
    stage,
    message: ({ problem }: { file: string; problem: string; advice: string }) => problem,
    hint: ({ advice }) => `it was not checked: ${advice === "" ? "make it readable for this user" : advice}`,
  }),
  layout: defineFinding({
    code: "pem-layout",
    severity: "error",
    stage,
    message: ({ how }: { how: string }) => `${how}: OpenSSL, and with it most servers, does not read that`,
    hint: () => "write it with BEGIN and END on lines of their own, as UTF-8 text",
    citation: "RFC 7468 section 2",
  }),
  key: defineFinding({
    code: "private-key-unreadable",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string; advice: string }) => `the private key ${problem}`,
    hint: ({ advice }) =>
      advice === "" ? "take it from a backup, or make a new key and CSR with certfleet csr" : advice,
  }),
  keyClosed: defineFinding({
    code: "private-key-not-checked",
    severity: "notice",
    stage,
    message: () => "the private key is encrypted: whose it is was not checked",
    hint: () => "give the passphrase: --passphrase-file FILE",
  }),
  keyPassphrase: defineFinding({
    code: "private-key-passphrase-wrong",
    severity: "error",
    stage,
    message: () => "the private key is encrypted, and the passphrase is wrong: whose it is was not checked",
    hint: wrongPassphrase,
  }),
  containerClosed: defineFinding({
    code: "container-not-checked",
    severity: "error",
    stage,
    message: () => "it is encrypted: what it holds was not checked",
    hint: () => "give the passphrase: --passphrase-file FILE",
  }),
  containerPassphrase: defineFinding({
    code: "container-passphrase-wrong",
    severity: "error",
    stage,
    message: () => "it is encrypted, and the passphrase is wrong: what it holds was not checked",
    hint: wrongPassphrase,
  }),
  javaKey: defineFinding({
    code: "java-key-not-checked",
    severity: "notice",
    stage,
    message: () => "it is a Java key store: its private key was not checked",
    hint: ({ file }: { file: string }) =>
      `keytool -importkeystore -srckeystore ${quoteWord(file)} -destkeystore new.p12 -deststoretype PKCS12 makes a file that can be`,
  }),
  waiverExpired: defineFinding({
    code: "waiver-expired",
    severity: "warning",
    stage,
    message: ({ code, until, reason }: { code: string; until: string; reason: string }) =>
      `the waiver for ${code} ended on ${until} (${reason})`,
    hint: () => "mend what it excused, or decide again and give it a new day",
  }),
  waiverUnused: defineFinding({
    code: "waiver-unused",
    severity: "notice",
    stage,
    message: ({ code }: { code: string }) => `the waiver for ${code} excuses nothing of what was looked at`,
    hint: () => "remove it, unless other files need it",
  }),
} as const

/** Codes after which the lint is not complete. */
export const incompleteCodes: ReadonlySet<string> = new Set([
  inputFindings.empty.kind.code,
  lintFindings.nothing.kind.code,
  lintFindings.unreadable.kind.code,
  lintFindings.keyPassphrase.kind.code,
  lintFindings.containerClosed.kind.code,
  lintFindings.containerPassphrase.kind.code,
  inputFindings.unobserved.kind.code,
  "rule-crashed",
])
