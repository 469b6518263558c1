import { dirname } from "node:path"
import { httpsTransport } from "../acme/transport.js"
import type { Fleet } from "../fleet/types.js"
import type { IssuanceDoors } from "../issuance/doors.js"
import type { Clock, Files, Processes } from "../ports.js"
import { localDns } from "./dns.js"
import { proxyByEnvironment } from "./proxyVariables.js"
import { secretReader, secretVariables, takeVariable } from "./secretVariables.js"

/** What of this machine a CA is asked with. */
export interface IssuanceMachine {
  readonly files: Files
  readonly clock: Clock
  readonly processes: Pick<Processes, "find" | "run">
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface IssuanceOptions {
  /** Milliseconds for one request; 30,000 unless given. */
  readonly timeoutMs?: number
  /** Told what is worth a line and stops nothing. */
  readonly warn?: (message: string) => void
  /** Told how far it is, in lines for a person. */
  readonly tell?: (message: string) => void
  /** Told who is asked and how, in lines for who wants to know more. */
  readonly detail?: (message: string) => void
}

/** This machine's doors for getting the fleet's certificate from a CA. */
export function issuanceDoors(
  { clock, env, files, processes }: IssuanceMachine,
  { certificate, dns, file }: Pick<Fleet, "certificate" | "dns" | "file">,
  { timeoutMs = 30_000, warn = () => undefined, tell, detail }: IssuanceOptions = {},
): IssuanceDoors {
  const folder = dirname(file)
  // Before any hook is started, and whether or not this run comes to need them.
  for (const name of secretVariables(certificate.issuer)) takeVariable(env, name)
  return {
    ...{ files, clock, processes, folder, timeoutMs, warn, ...(tell && { tell }), ...(detail && { detail }) },
    dns: localDns(dns, clock),
    secret: secretReader(files, env, { folder, warn }),
    ...{ transport: httpsTransport, proxy: proxyByEnvironment(env) },
  }
}
