import { ToolError } from "../errors.js"
import { besideFleet, type ReadSecret } from "../issuance/doors.js"
import type { Files } from "../ports.js"
import { Secret } from "../secret.js"
import { shownSecret } from "./secretFiles.js"

type Environment = Readonly<Record<string, string | undefined>>

const taken = new WeakMap<Environment, Map<string, Secret>>()

/**
 * A secret from a variable, which is gone from the environment afterwards: no program that is started later inherits it.
 *
 * @returns undefined where it is not set, or empty
 */
export function takeVariable(env: Environment, name: string): Secret | undefined {
  const own = taken.get(env) ?? new Map<string, Secret>()
  taken.set(env, own)
  const value = env[name]
  if (value !== undefined && value !== "") own.set(name, new Secret(value))
  delete (env as Record<string, string | undefined>)[name]
  return own.get(name)
}

/**
 * Secrets by file or variable, as fleet.yaml names them; relative paths go by `folder`.
 *
 * @param warn told once of each file that others may read
 */
export function secretReader(
  files: Pick<Files, "read" | "isPrivate">,
  env: Environment,
  { folder, warn }: { readonly folder: string; readonly warn: (message: string) => void },
): ReadSecret {
  const told = new Set<string>()
  const look = async (keyFile: string, what: string): Promise<void> => {
    if (told.has(keyFile) || (await files.isPrivate(besideFleet({ folder }, keyFile)))) return
    told.add(keyFile)
    warn(`${what}: ${keyFile} may be read by others than its owner: chmod 600 ${keyFile}`)
  }
  return async ({ keyEnv, keyFile }, what) => {
    const found =
      keyFile === undefined
        ? takeVariable(env, keyEnv ?? "")
        : new Secret(await files.read(besideFleet({ folder }, keyFile)))
    const secret = found && shownSecret(found.reveal())
    if (secret !== undefined && secret.reveal().length > 0) {
      if (keyFile !== undefined) await look(keyFile, what)
      return secret
    }
    const where = keyFile === undefined ? `the variable ${keyEnv} is not set` : `${keyFile} is empty`
    throw new ToolError("config", `${what}: ${where}`, { hint: "put the secret there, as the CA shows it" })
  }
}

/** The variables with secrets that a part of fleet.yaml names. */
export function secretVariables(settings: unknown): readonly string[] {
  if (typeof settings !== "object" || settings === null) return []
  return Object.entries(settings).flatMap(([key, value]) =>
    key === "keyEnv" && typeof value === "string" ? [value] : secretVariables(value),
  )
}
