import type { KeyObject } from "node:crypto"
import { dirname, join, resolve } from "node:path"
import type { RequiredName } from "../../bundle/assembled.js"
import { type Delivery, readDelivery } from "../../bundle/delivery.js"
import { privateKeyError } from "../../bundle/load.js"
import { readBundle } from "../../bundle/readBundle.js"
import { ToolError } from "../../errors.js"
import { namesOf, reasonText } from "../../fleet/names.js"
import type { Fleet } from "../../fleet/types.js"
import { bundledTrustStore, ownTrustStore, type TrustStore } from "../../path/trustStore.js"
import type { Secret } from "../../secret.js"
import { readPrivateKey } from "../../x509/privateKey.js"
import type { Io } from "../io.js"
import type { PassphraseOptions } from "../options/passphrase.js"
import { askPassphrase, passphraseFrom } from "../terminal/passphrase.js"
import { readInputs } from "./files.js"

export interface DeliveredKey {
  readonly name: string
  readonly key: KeyObject
  /** What the key was encrypted with. */
  readonly passphrase?: Secret
}

export interface DeliveredInputs {
  readonly delivery: Delivery
  /** From --key, else from a PKCS #12 file. */
  readonly key?: DeliveredKey
}

interface Options extends PassphraseOptions {
  readonly key?: string
  readonly csr?: string
}

/**
 * Reads everything that the command line names: files, folders, standard input, archives, the key and the CSR.
 *
 * @throws ToolError for what cannot be read, and for a missing or wrong passphrase
 */
export async function readDelivered(
  io: Io,
  files: readonly string[],
  options: Options,
): Promise<DeliveredInputs> {
  const inputs = await readInputs(io, files)
  const passphrase = once((file) => passphraseFor(io, options, file))
  const bundle = await readBundle(inputs, { password: passphrase })
  const own = options.key === undefined ? undefined : await readKey(io, options.key, passphrase)
  const [contained] = bundle.keys
  const key =
    own ??
    (contained === undefined
      ? undefined
      : { name: contained.file, key: contained.key, ...withPassphrase(contained.password) })
  const requests = await readRequests(io, options)
  return {
    delivery: {
      ...bundle,
      requests: [...bundle.requests, ...requests],
    },
    ...(key === undefined ? {} : { key }),
  }
}

/** The roots of --trust, or those that browsers trust. */
export async function trustStore(io: Io, file: string | undefined): Promise<TrustStore> {
  if (file === undefined) return bundledTrustStore()
  const bytes = await io.files.read(resolve(io.cwd, file))
  const { certificates, findings } = readDelivery([{ name: file, bytes }])
  const problem = findings.find(({ severity }) => severity === "error")
  if (problem !== undefined)
    throw new ToolError("config", `--trust ${file}: ${problem.message}`, {
      hint: "it must hold roots in PEM or DER",
    })
  const store = ownTrustStore(
    certificates.map(({ certificate }) => certificate),
    `the roots in ${file}`,
  )
  if (store.anchors.length > 0) return store
  throw new ToolError("config", `--trust ${file}: no certificate in it is a root`, {
    hint: "a root names itself as its issuer; an intermediate belongs among the delivered files",
  })
}

/** Names with bad syntax are no names; `certfleet names` reports them. */
export function requiredNames(fleet: Fleet): RequiredName[] {
  return namesOf(fleet).names.map(({ entry, reasons, subject, at }) => ({
    entry,
    reason: reasons.map(reasonText).join("; "),
    subject,
    ...(at === undefined ? {} : { at }),
  }))
}

async function readKey(io: Io, name: string, ask: (file: string) => Promise<Secret>): Promise<DeliveredKey> {
  const bytes = await io.files.read(resolve(io.cwd, name))
  const plain = readPrivateKey(bytes)
  if (plain.ok) return { name, key: plain.key }
  if (plain.problem !== "encrypted") throw privateKeyError(plain.problem, name)
  const passphrase = await ask(name)
  const opened = readPrivateKey(bytes, passphrase)
  if (!opened.ok) throw privateKeyError(opened.problem, name)
  return { name, key: opened.key, passphrase }
}

async function passphraseFor(io: Io, options: Options, file: string): Promise<Secret> {
  const given = await passphraseFrom(io, options, { twice: false })
  if (given !== undefined) return given
  if (io.stdin.isTTY !== true) throw privateKeyError("encrypted", file)
  io.stderr.write(`${file} is encrypted.\n`)
  return askPassphrase(io, { twice: false })
}

/** One passphrase serves a whole command: nobody is asked twice. */
function once(ask: (file: string) => Promise<Secret>): (file: string) => Promise<Secret> {
  let answer: Promise<Secret> | undefined
  return (file) => {
    answer ??= ask(file)
    return answer
  }
}

function withPassphrase(password: Secret): { passphrase?: Secret } {
  return password.reveal().length === 0 ? {} : { passphrase: password }
}

/** `csr` leaves the request beside its key: what it asked for is worth comparing. */
async function readRequests(io: Io, { csr, key }: Options): Promise<Delivery["requests"]> {
  const name = csr ?? (key === undefined ? undefined : join(dirname(key), "commercial.csr"))
  if (name === undefined) return []
  const path = resolve(io.cwd, name)
  if (csr === undefined && !(await io.files.exists(path))) return []
  const { requests } = readDelivery([{ name, bytes: await io.files.read(path) }])
  if (requests.length > 0 || csr === undefined) return requests
  throw new ToolError("config", `--csr ${name} holds no CSR that can be read`, {
    hint: "name the commercial.csr of this order",
  })
}
