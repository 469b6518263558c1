import { ToolError } from "../errors.js"
import type { Secret } from "../secret.js"
import { type Delivered, type Delivery, readDelivery } from "./delivery.js"
import { type ContainedKey, expandInputs } from "./expand.js"
import type { InputFile } from "./inputFile.js"

/** Everything usable in what a CA delivered. */
export interface ReadBundle extends Delivery {
  /** Each certificate once, in the order in which they came, with the file and the place in it. */
  readonly certificates: readonly Delivered[]
  /** Private keys of PKCS #12 files. */
  readonly keys: readonly ContainedKey[]
}

export interface ReadBundleOptions {
  /** Asked for each PKCS #12 file that an empty password does not open. */
  readonly password?: (file: string) => Promise<Secret>
}

/**
 * Reads what a CA delivered, whatever the files are called: PEM with text around it, DER, PKCS #7 (RFC 2315), PKCS #12
 * (RFC 7292) and zip archives of these. What cannot be read is a finding, and the rest is read all the same.
 *
 * @param files - each with the name that findings use and its bytes
 * @throws ToolError `passphrase` for a PKCS #12 file whose password is missing or wrong
 */
export async function readBundle(
  files: readonly InputFile[],
  { password = noPassword }: ReadBundleOptions = {},
): Promise<ReadBundle> {
  const expanded = await expandInputs(files, password)
  const delivery = readDelivery(expanded.files)
  return { ...delivery, keys: expanded.keys, findings: [...expanded.findings, ...delivery.findings] }
}

function noPassword(file: string): Promise<Secret> {
  return Promise.reject(
    new ToolError("passphrase", `${file} is encrypted`, { hint: "give a function that knows its password" }),
  )
}
