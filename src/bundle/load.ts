import { join } from "node:path"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import { Secret } from "../secret.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { certificateSignature } from "../x509/certificateSignature.js"
import { sameBytes } from "../x509/derValues.js"
import { sameName } from "../x509/name.js"
import { readPem, writePem } from "../x509/pem.js"
import { publicKeyOf, writePrivateKey } from "../x509/privateKey.js"
import { readPrivateKey } from "../x509/readPrivateKey.js"
import { bundleFiles } from "./bundleFiles.js"
import { privateKeyError } from "./keyProblems.js"

/** A folder that `import` wrote, checked again. */
export interface Bundle {
  readonly leaf: Certificate
  /** Intermediates from the leaf's issuer upwards, then the root. */
  readonly chain: readonly Certificate[]
  /** What goes to the servers, each as PEM text with line feeds; the key decrypted, in memory only. */
  readonly files: { readonly key: Secret; readonly crt: string; readonly ca: string }
  /** SHA-256 of the leaf, lower-case hexadecimal. */
  readonly fingerprint: string
  /** False where an encrypted key was left so: then `files.key` is encrypted, too. */
  readonly keyChecked: boolean
}

export interface LoadBundleOptions {
  readonly files: Files
  /** Called only when the key is encrypted. */
  readonly passphrase?: () => Promise<Secret>
  /** An encrypted key is not opened, and not compared with the certificate. */
  readonly leaveEncrypted?: boolean
}

const importAgain = "import the delivered files again: certfleet import FILES... --key-file KEY"

/**
 * Reads a bundle folder and makes sure that its files still belong together: the key is the leaf's, each
 * certificate is signed by the next, the last one is a root. Dates and names are not looked at here.
 *
 * @throws ToolError `config` for files that do not belong together, `passphrase`, or what reading threw
 */
export async function loadBundle(folder: string, options: LoadBundleOptions): Promise<Bundle> {
  const { files } = options
  const path = (name: keyof typeof bundleFiles): string => join(folder, bundleFiles[name])
  const [keyBytes, leafBytes, chainBytes] = await Promise.all(
    (["key", "crt", "ca"] as const).map((name) => files.read(path(name)).catch(notABundle(folder))),
  )
  const leaves = certificatesIn(leafBytes, path("crt"))
  const chain = certificatesIn(chainBytes, path("ca"))
  const [leaf] = leaves
  if (leaf === undefined || leaves.length > 1)
    throw broken(`${path("crt")} must hold one certificate, and holds ${leaves.length}`)
  const key = await readBundleKey(keyBytes ?? new Uint8Array(), path("key"), options)
  if (key !== undefined && !sameBytes(publicKeyOf(key), leaf.publicKey.der))
    throw broken(`${path("key")} is not the key of ${path("crt")}`)
  checkOrder([leaf, ...chain], path("ca"))
  return {
    leaf,
    chain,
    files: {
      key: new Secret(key === undefined ? (keyBytes ?? "") : writePrivateKey(key)),
      crt: pemOf([leaf]),
      ca: pemOf(chain),
    },
    fingerprint: leaf.fingerprint,
    keyChecked: key !== undefined,
  }
}

async function readBundleKey(bytes: Uint8Array, file: string, options: LoadBundleOptions) {
  const { passphrase, leaveEncrypted } = options
  const plain = readPrivateKey(bytes)
  if (plain.ok) return plain.key
  if (plain.problem === "encrypted" && leaveEncrypted === true) return undefined
  if (plain.problem !== "encrypted" || passphrase === undefined) throw privateKeyError(plain, file)
  const opened = readPrivateKey(bytes, await passphrase())
  if (!opened.ok) throw privateKeyError(opened, file)
  return opened.key
}

function certificatesIn(bytes: Uint8Array | undefined, file: string): Certificate[] {
  const { blocks, problems } = readPem(bytes ?? new Uint8Array())
  const [problem] = problems
  if (problem !== undefined) throw broken(`${file}: ${problem.message}`)
  return blocks.map(({ der }) => {
    const read = inspectCertificate(der)
    if (!read.ok) throw broken(`${file}: ${read.problem.message}`)
    return read.value
  })
}

function checkOrder(path: readonly Certificate[], file: string): void {
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1] as Certificate
    const follows =
      sameName(certificate.issuer, issuer.subject) &&
      certificateSignature(certificate, issuer.publicKey).kind === "valid"
    if (!follows) throw broken(`${file}: certificate ${index + 1} did not issue the one before it`)
  }
  if (path.length < 2 || path.at(-1)?.isSelfIssued !== true) throw broken(`${file} does not end in a root`)
}

function pemOf(certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => writePem("CERTIFICATE", der)).join("")
}

function broken(message: string): ToolError {
  return new ToolError("config", message, { hint: importAgain })
}

function notABundle(folder: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof ToolError && error.code === "not-found")
      throw new ToolError("not-found", `${folder} is no bundle: ${error.message}`, {
        hint: "name a folder that certfleet import wrote",
        cause: error,
      })
    throw error
  }
}
