import { isAbsolute, join } from "node:path"
import type { ProxyChoice } from "../acme/proxy.js"
import type { AcmeTransport, HttpsOptions } from "../acme/transport.js"
import type { Dns } from "../dns/lookUp.js"
import type { Clock, Files, Processes } from "../ports.js"
import type { Secret } from "../secret.js"

/** Where fleet.yaml says that a secret is: one of both. */
export interface SecretSource {
  readonly keyFile?: string | undefined
  readonly keyEnv?: string | undefined
}

/**
 * Reads a secret, its white space at both ends left out.
 *
 * @param what it is, for an error: `the binding key`
 * @throws ToolError `config` or `not-found`, with nothing of the secret in it
 */
export type ReadSecret = (source: SecretSource, what: string) => Promise<Secret>

/** What getting a certificate needs of the machine it runs on. */
export interface IssuanceDoors {
  readonly files: Files
  readonly clock: Clock
  /** For hooks: they inherit no secret of fleet.yaml's. */
  readonly processes: Pick<Processes, "find" | "run">
  /** The folder of fleet.yaml: what relative paths in it go by. */
  readonly folder: string
  readonly secret: ReadSecret
  /** How records are looked up, and by whom. */
  readonly dns: Dns
  /** HTTPS to a CA; `httpsTransport` as a rule. */
  readonly transport: (options: HttpsOptions) => AcmeTransport
  /** By which proxy a CA is asked where fleet.yaml says nothing of one; straight unless given. */
  readonly proxy?: ProxyChoice
  /** Milliseconds for one request. */
  readonly timeoutMs: number
  /** Told what is worth a line and stops nothing. */
  readonly warn: (message: string) => void
  /** Told how far it is, in lines for a person. */
  readonly tell?: (message: string) => void
  /** Told who is asked and how, in lines for who wants to know more. */
  readonly detail?: (message: string) => void
}

/** A path of fleet.yaml: a relative one goes by the file's folder. */
export function besideFleet({ folder }: Pick<IssuanceDoors, "folder">, path: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}
