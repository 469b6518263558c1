import type { KeyObject } from "node:crypto"
import { join } from "node:path"
import { ToolError } from "../errors.js"
import type { Files } from "../ports.js"
import type { Secret } from "../secret.js"
import { generatePrivateKey, publicKeyOf, writePrivateKey } from "../x509/privateKey.js"
import { createCsr } from "./create.js"
import type { CsrPlan } from "./plan.js"
import { csrDifferences } from "./readBack.js"

/** Where key and CSR were written. */
export interface CsrPair {
  readonly key: string
  readonly csr: string
}

export interface PairOptions {
  /** The folder; made when it is not there. */
  readonly folder: string
  readonly files: Files
  /** Encrypts the key at rest. */
  readonly passphrase?: Secret
  readonly signal?: AbortSignal
  /** An existing key instead of a new one; a copy of it is written beside the CSR. */
  readonly key?: KeyObject
}

/**
 * Makes a new key (unless one is given) and its CSR, writes `commercial.key` (0600) and `commercial.csr`, then reads the CSR back
 * from the disk and checks it. Either both files are there afterwards or neither; nothing is overwritten.
 *
 * @throws ToolError `exists` when either file is there already, or what writing threw
 */
export async function writePair(plan: CsrPlan, options: PairOptions): Promise<CsrPair> {
  const { files, folder, passphrase, signal } = options
  const pair: CsrPair = { key: join(folder, "commercial.key"), csr: join(folder, "commercial.csr") }
  for (const path of [pair.key, pair.csr])
    if (await files.exists(path))
      throw new ToolError("exists", `${path} exists already`, {
        hint: "move it away or choose another folder with --out",
      })
  const key = options.key ?? (await generatePrivateKey(plan.key))
  const csr = await createCsr(plan, key)
  signal?.throwIfAborted()
  await files.folder(folder, { mode: 0o700 })
  await files.create(pair.key, writePrivateKey(key, passphrase), { mode: 0o600 })
  try {
    await files.create(pair.csr, csr, { mode: 0o644 })
    await check(pair, plan, publicKeyOf(key), files)
  } catch (error) {
    // The key of this run alone: create never touches one that was there before.
    await files.remove(pair.key)
    throw error
  }
  return pair
}

async function check({ csr }: CsrPair, plan: CsrPlan, publicKey: Uint8Array, files: Files): Promise<void> {
  const differences = csrDifferences(await files.read(csr), plan, publicKey)
  if (differences.length === 0) return
  await files.remove(csr)
  throw new ToolError("internal", `the CSR that was written is not right: ${differences.join(", ")}`, {
    hint: "check the disk, then run again; if it happens twice, report it",
  })
}
