import type { KeyObject } from "node:crypto"
import type { Files } from "../ports.js"
import type { Secret } from "../secret.js"
import { publicKeyOf } from "../x509/privateKey.js"
import { readPrivateKey } from "../x509/readPrivateKey.js"
import type { Delivered, Delivery } from "./delivery.js"
import { type InputPorts, readInputs } from "./inputFiles.js"
import { privateKeyError } from "./keyProblems.js"
import { type OrderFiles, readOrderRequest } from "./orderRequest.js"
import { readBundle } from "./readBundle.js"

export interface DeliveredKey {
  readonly name: string
  readonly key: KeyObject
  /** Its SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** What the key was encrypted with. */
  readonly passphrase?: Secret
}

export interface DeliveredInputs {
  readonly delivery: Delivery
  /** From --key, else from a PKCS #12 file. */
  readonly key?: DeliveredKey
}

export interface DeliveredPorts extends InputPorts {
  /** Called once at most, with the file that wants it; rejects where nobody knows it. */
  readonly passphrase: (file: string) => Promise<Secret>
}

/**
 * Reads everything that belongs to a delivery: files, folders, standard input, archives, the key and the CSR.
 *
 * @throws ToolError for what cannot be read, and for a missing or wrong passphrase
 */
export async function readDelivered(
  ports: DeliveredPorts,
  names: readonly string[],
  order: OrderFiles,
): Promise<DeliveredInputs> {
  const inputs = await readInputs(ports, names)
  const passphrase = once(ports.passphrase)
  const bundle = await readBundle(inputs, { password: passphrase })
  const own = order.key === undefined ? undefined : await readKeyFile(ports.files, order.key, passphrase)
  const [contained] = bundle.keys
  const key =
    own ??
    (contained === undefined
      ? undefined
      : deliveredKey(contained.file, contained.key, withPassphrase(contained.password)))
  const request = await readOrderRequest(ports.files, order, {
    keyName: key?.name,
    publicKeys: key === undefined ? bundle.certificates.map(publicKeyOfCertificate) : [key.publicKey],
  })
  return {
    delivery: {
      ...bundle,
      requests: [...bundle.requests, ...request.requests],
      findings: [...bundle.findings, ...request.findings],
    },
    ...(key === undefined ? {} : { key }),
  }
}

/**
 * Reads a file with a private key.
 *
 * @param ask called only when it is encrypted
 * @throws ToolError for one that cannot be read, and for a wrong passphrase
 */
export async function readKeyFile(
  files: Pick<Files, "read">,
  name: string,
  ask: DeliveredPorts["passphrase"],
): Promise<DeliveredKey> {
  const bytes = await files.read(name)
  const plain = readPrivateKey(bytes)
  if (plain.ok) return deliveredKey(name, plain.key)
  if (plain.problem !== "encrypted") throw privateKeyError(plain, name)
  const passphrase = await ask(name)
  const opened = readPrivateKey(bytes, passphrase)
  if (!opened.ok) throw privateKeyError(opened, name)
  return deliveredKey(name, opened.key, { passphrase })
}

function deliveredKey(name: string, key: KeyObject, more: { passphrase?: Secret } = {}): DeliveredKey {
  return { name, key, publicKey: publicKeyOf(key), ...more }
}

function publicKeyOfCertificate({ certificate }: Delivered): Uint8Array {
  return certificate.publicKey.der
}

/** One passphrase serves a whole delivery: nobody is asked twice. */
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
