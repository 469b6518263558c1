import type { KeyObject } from "node:crypto"
import { dirname, join, resolve } from "node:path"
import { type Assembled, assemble, type RequiredName } from "../bundle/assemble.js"
import { certificateName } from "../bundle/certificateNames.js"
import { type Delivery, type InputFile, readDelivery } from "../bundle/delivery.js"
import { privateKeyError } from "../bundle/load.js"
import { bundleFolderName, writeBundle } from "../bundle/write.js"
import { type ExitCode, exitCodes, ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import { namesOf, reasonText } from "../fleet/names.js"
import type { Fleet } from "../fleet/types.js"
import { bundledTrustStore, ownTrustStore, type TrustStore } from "../path/trustStore.js"
import { findingsText } from "../report/findingsText.js"
import type { Secret } from "../secret.js"
import { publicKeyOf, readPrivateKey } from "../x509/privateKey.js"
import { certificateFolder } from "./certificateFolder.js"
import { findFleet } from "./fleetFile.js"
import type { ImportOptions } from "./import.js"
import { importedJson, importedText } from "./importText.js"
import { readInputs } from "./inputs.js"
import type { Io } from "./io.js"
import { askPassphrase, passphraseFrom } from "./passphrase.js"

export async function importDelivery(
  io: Io,
  files: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const fleet = options.fleet === false ? undefined : await findFleet(io, options.fleet)
  const inputs = await readInputs(io, files)
  const { key, passphrase } = await readKey(io, options)
  const ownRoot = options.trust === undefined && fleet?.certificate.profile === "private"
  const { assembled, findings } = assemble(await withRequest(io, readDelivery(inputs), options.key), {
    publicKey: publicKeyOf(key),
    keyName: options.key,
    store: await trustStore(io, options.trust),
    at: new Date(io.clock.now()),
    names: fleet === undefined ? [] : requiredNames(fleet),
    ownRoot,
    profile: ownRoot || options.trust !== undefined ? "rfc5280" : "webpki",
  })
  if (options.json !== true) io.stderr.write(findingsText(findings, { colour: io.stderr.isTTY === true }))
  if (assembled === undefined) return refused(io, findings, options)
  const folder = options.out ?? defaultFolder(assembled)
  io.interrupt.throwIfAborted()
  await writeBundle(assembled, {
    files: io.files,
    folder: resolve(io.cwd, folder),
    key,
    stamp: String(io.clock.now()),
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  const result = { folder, assembled, findings, encrypted: passphrase !== undefined, at: io.clock.now() }
  io.stdout.write(options.json === true ? importedJson(result) : importedText(result))
  return exitCodes.ok
}

function refused(io: Io, findings: readonly Finding[], { json }: ImportOptions): ExitCode {
  if (json === true) io.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`)
  else io.stderr.write("certfleet: nothing was written\n")
  return exitCodes.findings
}

async function readKey(
  io: Io,
  options: ImportOptions,
): Promise<{ readonly key: KeyObject; readonly passphrase?: Secret }> {
  const bytes = await io.files.read(resolve(io.cwd, options.key))
  const plain = readPrivateKey(bytes)
  if (plain.ok) return { key: plain.key }
  if (plain.problem !== "encrypted") throw privateKeyError(plain.problem, options.key)
  const given = await passphraseFrom(io, options, { twice: false })
  if (given === undefined && io.stdin.isTTY !== true) throw privateKeyError("encrypted", options.key)
  const passphrase = given ?? (await askPassphrase(io, { twice: false }))
  const opened = readPrivateKey(bytes, passphrase)
  if (!opened.ok) throw privateKeyError(opened.problem, options.key)
  return { key: opened.key, passphrase }
}

/** `csr` leaves the request beside its key: what it asked for is worth comparing. */
async function withRequest(io: Io, delivery: Delivery, key: string): Promise<Delivery> {
  const name = join(dirname(key), "commercial.csr")
  const path = resolve(io.cwd, name)
  if (!(await io.files.exists(path))) return delivery
  const file: InputFile = { name, bytes: await io.files.read(path) }
  return { ...delivery, requests: [...delivery.requests, ...readDelivery([file]).requests] }
}

async function trustStore(io: Io, file: string | undefined): Promise<TrustStore> {
  if (file === undefined) return bundledTrustStore()
  const bytes = await io.files.read(resolve(io.cwd, file))
  const { certificates, findings } = readDelivery([{ name: file, bytes }])
  const store = ownTrustStore(
    certificates.map(({ certificate }) => certificate),
    `the roots in ${file}`,
  )
  const problem = findings.find(({ severity }) => severity === "error")
  if (problem !== undefined)
    throw new ToolError("config", `--trust ${file}: ${problem.message}`, {
      hint: "it must hold roots in PEM or DER",
    })
  if (store.anchors.length > 0) return store
  throw new ToolError("config", `--trust ${file}: no certificate in it is a root`, {
    hint: "a root names itself as its issuer; an intermediate belongs among the delivered files",
  })
}

/** Names with bad syntax are no names; `certfleet names` reports them. */
function requiredNames(fleet: Fleet): RequiredName[] {
  return namesOf(fleet).names.map(({ entry, reasons, subject, at }) => ({
    entry,
    reason: reasons.map(reasonText).join("; "),
    subject,
    ...(at === undefined ? {} : { at }),
  }))
}

function defaultFolder({ leaf }: Assembled): string {
  return join(certificateFolder(certificateName(leaf)), bundleFolderName(leaf))
}
