/** An ACME account on disk: its key and its URL are all that is kept of it. */
import { generateKeyPair, type KeyObject } from "node:crypto"
import { join } from "node:path"
import { promisify } from "node:util"
import { z } from "zod"
import { ToolError } from "../../errors.js"
import type { Files } from "../../ports.js"
import { writePrivateKey } from "../../x509/privateKey.js"
import { readPrivateKey } from "../../x509/readPrivateKey.js"

const accountFile = z.object({ directory: z.string(), url: z.url({ protocol: /^https$/ }) })

/** What is there of an account. */
export interface KeptAccount {
  readonly key: KeyObject
  /** undefined where the CA may have made the account, and nobody could write that down. */
  readonly url: string | undefined
}

const places = (folder: string) => ({
  key: join(folder, "account.key"),
  account: join(folder, "account.json"),
})

/**
 * The account of a folder, for one directory.
 *
 * @returns undefined where there is none yet
 * @throws ToolError `config` for a folder of another CA, or one that cannot be understood
 */
export async function readAccount(
  files: Files,
  folder: string,
  directory: string,
): Promise<KeptAccount | undefined> {
  const { key: keyFile, account } = places(folder)
  if (!(await files.exists(keyFile))) return undefined
  const read = readPrivateKey(await files.read(keyFile))
  if (!read.ok) throw damaged(keyFile, "no private key that can be read without a passphrase")
  if (!(await files.exists(account))) return { key: read.key, url: undefined }
  const known = accountFile.safeParse(jsonOf(await files.read(account)))
  if (!known.success) throw damaged(account, "not as certfleet writes it")
  if (known.data.directory !== directory)
    throw new ToolError(
      "config",
      `${folder} holds an account of ${known.data.directory}, not of ${directory}`,
      {
        hint: "name another folder for this CA: certificate.issuer.acme.account",
      },
    )
  return { key: read.key, url: known.data.url }
}

/** A new key, on disk before the CA hears of it: some CAs' binding credentials are good for one account only. */
export async function newAccountKey(files: Files, folder: string): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" })
  await files.folder(folder, { mode: 0o700 })
  await files.create(places(folder).key, writePrivateKey(privateKey), { mode: 0o600 })
  return privateKey
}

/** Writes down the URL that the CA gave. */
export async function keepAccountUrl(
  files: Files,
  folder: string,
  account: { readonly directory: string; readonly url: string },
): Promise<void> {
  await files.create(places(folder).account, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600 })
}

function damaged(file: string, what: string): ToolError {
  return new ToolError("config", `${file}: ${what}`, {
    hint: "bring the account's folder back from a copy, or move it away to register anew",
  })
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
