import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createCsr } from "../src/csr/create.js"
import { planCsr, wantedFromTexts } from "../src/csr/plan.js"
import { inspectCertificate } from "../src/x509/certificate.js"
import { nameText } from "../src/x509/name.js"
import { writePem } from "../src/x509/pem.js"
import { publicKeyOf } from "../src/x509/privateKey.js"
import { publicKeyText } from "../src/x509/publicKey.js"
import { deliveries } from "./deliveries.js"
import { pairOf } from "./issue.js"
import { exampleStore, judge } from "./judge.js"
import { labelledKey, serverKey } from "./keys.js"
import { certificates, type Keys, wantedNames } from "./recipes.js"
import { ruleFiles } from "./rules/files.js"

// Writes every generated file below certs-fixtures; with --check only compares and says what differs.
const folder = join(process.cwd(), "certs-fixtures")
const checking = process.argv.includes("--check")
const differing: string[] = []

const keys: Keys = {
  server: serverKey(folder, "rfc9500-rsa2048"),
  otherServer: serverKey(folder, "rfc9500-p256"),
  rootG2: labelledKey("root g2"),
  rootG1: labelledKey("root g1"),
  issuing: labelledKey("issuing"),
}
const made = certificates(keys)

for (const [name, der] of Object.entries(made))
  put(`certs/${name}.pem`, `${header(der)}${writePem("CERTIFICATE", der)}`)

const { plan } = planCsr({
  names: wantedFromTexts(wantedNames[0], wantedNames.slice(1)),
  subject: { organization: "Example University", locality: "Springfield", state: "Illinois", country: "US" },
  key: "rsa-2048",
  profile: "public",
})
if (plan === undefined) throw new Error("the names of the deliveries are refused")
const csr = await createCsr(plan, keys.server)
put("deliveries/commercial.csr", csr)

const store = exampleStore(made["root-g2"], made["root-g1"])
for (const { name, files } of deliveries) {
  const inputs = Object.entries(files).map(([file, content]) => ({
    name: file,
    bytes: Buffer.from(content(made)),
  }))
  for (const input of inputs) put(`deliveries/${name}/${input.name}`, input.bytes)
  const request = { name: "commercial.csr", bytes: Buffer.from(csr) }
  const { findings } = await judge(inputs, request, store, publicKeyOf(keys.server))
  put(`deliveries/${name}.findings.json`, `${JSON.stringify(findings, null, 2)}\n`)
}

const ofRules = ruleFiles({
  server: pairOf(keys.server),
  issuing: pairOf(keys.issuing),
  root: pairOf(keys.rootG2),
  old: pairOf(labelledKey("old root", 2047)),
})
for (const [name, content] of ofRules) put(`rules/${name}`, content)
for (const name of readdirSync(join(folder, "rules")))
  if (name.endsWith(".pem") && !ofRules.has(name)) remove(join(folder, "rules", name))

if (differing.length > 0) {
  console.error(`not what the recipes make (npm run fixtures writes them):\n${differing.join("\n")}`)
  process.exitCode = 1
} else console.log(checking ? "every fixture is what its recipe makes" : "fixtures written")

function put(name: string, content: string | Uint8Array): void {
  const path = join(folder, name)
  const bytes = Buffer.from(content)
  if (checking) {
    if (!existing(path)?.equals(bytes)) differing.push(path)
    return
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** What no recipe makes any more. */
function remove(path: string): void {
  if (checking) differing.push(path)
  else rmSync(path)
}

function existing(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    // Not there: differs.
    return undefined
  }
}

function header(der: Uint8Array): string {
  const read = inspectCertificate(der)
  if (!read.ok) return `# ${read.problem.message}\n`
  const { subject, issuer, notBefore, notAfter, publicKey, fingerprint, isCa } = read.value
  return [
    `subject  ${nameText(subject)}`,
    `issuer   ${nameText(issuer)}`,
    `valid    ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    `key      ${publicKeyText(publicKey)}${isCa ? ", CA" : ""}`,
    `SHA-256  ${fingerprint}`,
    "",
  ].join("\n")
}
