import { dirname } from "node:path"
import type { NameProfile } from "../../csr/names.js"
import type { CsrPlan } from "../../csr/plan.js"

/** The files of a request, and who may read its key. */
export interface WrittenPair {
  readonly key: string
  readonly csr: string
  readonly encrypted: boolean
  /** Whether the file system keeps others from reading it. */
  readonly isPrivate: boolean
  /** The command line with these words, for the same certificate. */
  readonly command: (...words: string[]) => string
}

function keyText({ encrypted, isPrivate }: WrittenPair): string {
  if (encrypted) return "encrypted; keep its passphrase"
  return isPrivate ? "readable by you alone" : "this file system keeps nobody from reading it"
}

/** What was made, and what to paste where when ordering the certificate. */
export function orderText(plan: CsrPlan, profile: NameProfile, files: WrittenPair): string {
  const others = plan.names.slice(1).map(({ value }) => value)
  return `private key  ${files.key}  (${plan.key}, ${keyText(files)}; it never leaves your hands)
CSR          ${files.csr}  (${plan.names.length === 1 ? "1 name" : `${plan.names.length} names`}; read back and checked)

${profile === "public" ? digicert(plan.names[0].value, others, files.csr) : ownCa(plan.names[0].value, files.csr)}
When the certificate is there:
  ${files.command("import", "FILES...", "--key-file", files.key)}
`
}

/** What was made early, and what to do with it before anybody sees the key. */
export function nextText({ key: kind, names: [{ value: commonName }] }: CsrPlan, files: WrittenPair): string {
  const { command, csr, key } = files
  return `private key  ${key}  (${kind}, ${keyText(files)}; it never leaves your hands)
CSR          ${csr}  (read back and checked)

Before a certificate of ${commonName} is ordered with it:
  1. ${command("tlsa")}    prints its TLSA records; publish them beside those of the key in use
  2. wait until they are at every name server, and twice their TTL more; the same command says so
  3. ${command("order", dirname(csr))}
`
}

function digicert(commonName: string, others: readonly string[], csr: string): string {
  const list =
    others.length === 0
      ? "  3. Other hostnames (SANs): leave it empty\n"
      : `  3. Other hostnames (SANs): check that the list is complete, or paste it:\n${others.map((name) => `       ${name}\n`).join("")}`
  return `At DigiCert, order or renew the certificate:
  1. Add your CSR: paste all of ${csr}, its BEGIN and END lines included
  2. Common name: ${commonName}
${list}  4. Server software: OTHER (the files come as PEM)
  5. Nothing else comes from this CSR: organization and validity are those of the order
`
}

function ownCa(commonName: string, csr: string): string {
  return `Let your CA sign ${csr}. It must copy the alternative names, ${commonName} among them:
with OpenSSL that is  openssl x509 -req -copy_extensions copy
`
}
