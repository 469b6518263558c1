import { ToolError } from "../../errors.js"
import { domainFleet } from "../../fleet/domains.js"
import { programFields } from "../../fleet/programPath.js"
import { servers } from "../../fleet/serverCount.js"
import type { Fleet } from "../../fleet/types.js"
import { defaultFleetFile } from "../../fleet/types.js"
import { secretVariables, takeVariable } from "../../local/secretVariables.js"
import { findUpwards, isOurs } from "../../local/upwards.js"
import { readText } from "../../ports.js"
import { quoteWord } from "../../remote/quote.js"
import type { Io } from "../io.js"
import { detail, sayFindings } from "../terminal/voice.js"

/**
 * Reads and checks a fleet.yaml. What is wrong with it goes to stderr, line by line. Variables with secrets that it names
 * leave the environment: no hook, notifier or proxy command inherits them.
 *
 * @param written what --fleet names; without it the nearest fleet.yaml counts, here or in a folder above
 * @param domain what --domain names: the fleet is as that domain sees it
 * @throws ToolError `config` when anything is wrong with it, or it is somebody else's, not named, and names programs;
 *   `not-found` or `unreadable` when it cannot be read
 */
export async function requireFleet(io: Io, written: string | undefined, domain?: string): Promise<Fleet> {
  const file = written ?? nearestFleetFile(io)
  const runsPrograms = written === undefined
  if (file !== undefined) return readFleet(io, file, { written, domain, runsPrograms })
  throw new ToolError("not-found", `${defaultFleetFile}: no such file`, {
    hint: "certfleet init writes an example; --fleet FILE names another one",
  })
}

/** @throws ToolError as `requireFleet` */
async function readFleet(
  io: Io,
  file: string,
  how: {
    readonly written: string | undefined
    readonly domain: string | undefined
    /** Whether what it names may run, though nobody named the file. */
    readonly runsPrograms: boolean
  },
): Promise<Fleet> {
  const { written, domain, runsPrograms } = how
  const [text, { loadFleet }] = await Promise.all([
    readText(io.files, file, written === undefined ? leadsNowhere("--fleet FILE") : undefined),
    import("../../fleet/load.js"),
  ])
  const { fleet, findings } = loadFleet(text, file)
  if (fleet !== undefined) {
    if (runsPrograms && !isOurs(io.path(file), io.env)) refusePrograms(fleet, file)
    for (const name of secretVariables(fleet.certificate.issuer)) takeVariable(io.env, name)
    const own = domain === undefined ? fleet : domainFleet(fleet, domain)
    detail(io, `${io.path(file)}: ${servers(fleet.servers.length)}, ${own.certificate.commonName}`)
    return own
  }
  await sayFindings(io, findings)
  const count = findings.length === 1 ? "1 problem" : `${findings.length} problems`
  throw new ToolError("config", `${file} has ${count}`, { hint: "correct the lines above, then run again" })
}

/** What to do about a file that was found by its name, and cannot be read as it is not there. */
export function leadsNowhere(other: string): string {
  return `it is a link to what is not there: remove it, or name another file with ${other}`
}

/** In a folder that others write to, what they lay down must not run as whoever looks around there. */
function refusePrograms(fleet: Fleet, file: string): void {
  const fields = programFields(fleet)
  if (fields.length === 0) return
  throw new ToolError(
    "config",
    `${file} belongs to another user, and its ${fields.join(" and ")} would run as you`,
    {
      hint: `look at them, then name the file: --fleet ${quoteWord(file)}`,
    },
  )
}

/** The fleet of the file, or undefined when no file was asked for and there is no fleet.yaml, here or above. */
export async function findFleet(
  io: Io,
  written: string | undefined,
  domain?: string,
): Promise<Fleet | undefined> {
  const file = written ?? nearestFleetFile(io)
  if (file === undefined) return domain === undefined ? undefined : requireFleet(io, undefined, domain)
  return readFleet(io, file, { written, domain, runsPrograms: false })
}

/** The fleet.yaml of this folder, or of the nearest one above it that has one. */
export function nearestFleetFile({ cwd, env }: Pick<Io, "cwd" | "env">): string | undefined {
  return findUpwards(defaultFleetFile, cwd, env)
}
