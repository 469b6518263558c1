import type { ExitCode } from "../errors.js"
import { placedProgram } from "../fleet/programPath.js"
import type { Fleet } from "../fleet/types.js"
import { type Clock, endText, type Processes } from "../ports.js"
import { usualVariables } from "../rollout/hooks/environment.js"
import { localHolder } from "./holder.js"

/** What a notifier is told; key material is in no result. */
export interface Notification {
  readonly event: "rollout" | "rollback" | "status" | "renewal"
  readonly exitCode: ExitCode
  /** What `--json` prints. */
  readonly result: object
}

/** A mail server that is slow to answer must not keep a rollout's exit code waiting for ever. Milliseconds. */
const notifierMs = 60_000

/** Why the command that fleet.yaml names could not be started, in one line; undefined where it could, or none is named. */
export async function notifierObstacle(
  processes: Pick<Processes, "find">,
  { file, notify: argv }: Pick<Fleet, "file" | "notify">,
): Promise<string | undefined> {
  const [program] = placedProgram(argv, file)
  const state = program === undefined ? "there" : await processes.find(program)
  if (state === "there") return undefined
  return `notify: ${argv[0]}: ${state === "missing" ? "no such program" : "it is not executable"}; nobody will be told`
}

/** As hooks of a rollout; and a webhook may be on the other side of a proxy. */
const notifierVariables = [
  ...usualVariables,
  ...["HTTP", "HTTPS", "ALL", "NO"].flatMap((kind) => [`${kind}_PROXY`, `${kind.toLowerCase()}_proxy`]),
]

interface NotifyPorts {
  readonly processes: Pick<Processes, "run">
  readonly clock: Pick<Clock, "now">
  /** The interruptions, in their order: the next one to come ends the notifier. */
  readonly interrupts?: readonly (AbortSignal | undefined)[]
}

/**
 * Hands the end of a run to the command that fleet.yaml names, as one JSON document on its standard input. An interrupted
 * rollout is told of, too: what interrupted it does not count here.
 *
 * @returns why it was not heard, in one line; undefined where it was, or where nobody is to be told
 */
export async function notify(
  { processes, clock, interrupts = [] }: NotifyPorts,
  { notify: argv, file, certificate }: Fleet,
  { event, exitCode, result }: Notification,
): Promise<string | undefined> {
  const [program] = argv
  if (program === undefined) return undefined
  const message = {
    ...{ version: 1, event, exitCode, commonName: certificate.commonName },
    ...{ at: new Date(clock.now()).toISOString(), by: localHolder(), result },
  }
  const input = `${JSON.stringify(message)}\n`
  const signal = interrupts.find((one) => one?.aborted === false)
  const environment = { keep: notifierVariables, set: {} }
  const options = { input, timeoutMs: notifierMs, environment, ...(signal && { signal }) }
  const ended = await processes.run(placedProgram(argv, file), options)
  if (ended === undefined) return `notify: ${program}: no such program`
  if (ended.status === 0) return undefined
  const said = ended.stderr.trim().split(/\r?\n/).at(-1)?.slice(0, 200) ?? ""
  const how = signal?.aborted === true ? "was ended by an interruption" : endText(ended, notifierMs)
  return `notify: ${program} ${how}${said === "" ? "" : `: ${said}`}`
}
