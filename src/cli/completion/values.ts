import type { Argument, Command, Option } from "commander"
import { certificateFolder } from "../../bundle/folders.js"
import { severities } from "../../finding.js"
import { exampleSizes } from "../../fleet/example.js"
import { loadFleet } from "../../fleet/load.js"
import { type Fleet, proveWays } from "../../fleet/types.js"
import { readText } from "../../ports.js"
import { roles } from "../../zimbra/services.js"
import { topicNames, topics } from "../help/topics.js"
import { nearestFleetFile } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import type { Place } from "./place.js"

export interface Candidate {
  readonly word: string
  /** What it means, where a shell has room for it. */
  readonly about?: string
}

export interface Offer {
  readonly words: readonly Candidate[]
  /** Where none of the words fits, names of the file system do; the shell knows them. */
  readonly names?: "files" | "folders"
}

type Offering = (io: Io, place: Place) => Offer | Promise<Offer>

const wordsOf = (words: readonly string[]): Offer => ({ words: words.map((word) => ({ word })) })
const only =
  (...words: readonly string[]): Offering =>
  () =>
    wordsOf(words)

/** By flag; with the command before it where only that command means this. */
const byFlag: Readonly<Record<string, Offering>> = {
  "--limit": async (io, place) =>
    listed(
      place,
      (await fleetOf(io, place)).flatMap((fleet) => [
        ...serversOf(fleet),
        ...fleet.farms.map(({ name }) => ({ word: name, about: "farm" })),
        ...roles.filter((role) => fleet.servers.some((server) => server.roles.includes(role))).map(roleWord),
      ]),
    ),
  "--canary": async (io, place) => ({ words: (await fleetOf(io, place)).flatMap(serversOf) }),
  "--export": only("ansible"),
  "--restart": only("services", "full", "none"),
  "--example": only(...exampleSizes),
  "--prove": only(...proveWays),
  "--fail-on": only(...severities),
  "--profile": async () => wordsOf((await import("../../assess/question.js")).profileNames),
  "csr --profile": only("public", "private"),
  "csr --key": only("rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"),
  "report --reporter": only("text", "json", "markdown", "html"),
  "status --reporter": only("text", "json", "nagios", "html", "prometheus", "ical"),
  "--reporter": async () => wordsOf((await import("../../report/lint/reporters.js")).reporterNames),
  "--source": async () => wordsOf((await import("../../lint/explanation.js")).sources),
  "--scope": async () => wordsOf((await import("../../lint/explanation.js")).scopes),
  "--select": async (_, place) => listed(place, await codes()),
  "--ignore": async (_, place) => listed(place, await codes()),
  "--fail": async () => ({
    words: (await import("../../demo/faults.js")).demoFaults.map(({ kind, what }) => ({
      word: kind,
      about: what,
    })),
  }),
}

const file: Offering = () => ({ words: [], names: "files" })

/** By what the declaration calls the value: `--csr <file>`. */
const byName: Readonly<Record<string, Offering>> = {
  file,
  files: file,
  inputs: file,
  place: file,
  pattern: file,
  folder: () => ({ words: [], names: "folders" }),
  dir: async (io, place) => ({ words: await bundles(io, place).catch(() => []), names: "folders" }),
  journal: async (io, place) => ({ words: await bundles(io, place).catch(() => []), names: "files" }),
  domain: async (io, place) => ({
    words: (await fleetOf(io, place)).flatMap(({ domains }) =>
      domains.map(({ domain }) => ({ word: domain })),
    ),
  }),
  server: async (io, place) => ({ words: (await fleetOf(io, place)).flatMap(serversOf) }),
  code: async () => ({ words: await codes() }),
  shell: only("bash", "zsh", "fish"),
}

/** What may stand at a place. */
export async function offerFor(io: Io, place: Place): Promise<Offer> {
  const { expects, program, command } = place
  if (expects.kind === "command")
    return { words: expects.helped ? withTopics(commandsOf(program)) : commandsOf(program) }
  if (expects.kind === "flag") return { words: flagsOf(command ?? program, expects.given) }
  if (expects.kind === "nothing") return { words: [] }
  const offering = expects.kind === "value" ? ofOption(command, expects.option) : ofArgument(expects.argument)
  return offering?.(io, place) ?? { words: [] }
}

/** Undefined where anything may stand: a number, a name, an address. */
export function ofOption(command: Command | undefined, option: Option): Offering | undefined {
  const name = /<([^>.]*)/.exec(option.flags)?.[1] ?? ""
  const { long = "" } = option
  return byFlag[`${command?.name()} ${long}`] ?? byFlag[long] ?? byName[name]
}

export function ofArgument(argument: Argument): Offering | undefined {
  return byName[argument.name()]
}

function commandsOf(program: Command): Candidate[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ word: command.name(), about: command.description() }))
}

/** Those that are commands, too, are offered as such. */
function withTopics(commands: readonly Candidate[]): Candidate[] {
  const others = topicNames.filter((name) => commands.every(({ word }) => word !== name))
  return [...commands, ...others.map((name) => ({ word: name, about: topics[name].about }))]
}

/** Those that are given already are not offered again, unless they may be repeated. */
function flagsOf(command: Command, given: ReadonlySet<Option>): Candidate[] {
  const help = command.createHelp()
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
    .filter((option) => !given.has(option) || option.parseArg !== undefined)
    .flatMap(({ long, description }) => (long === undefined ? [] : [{ word: long, about: description }]))
}

/** The fleet that the words name, or the one that is here; none where it cannot be read. */
async function fleetOf(io: Io, { fleet: written }: Place): Promise<readonly Fleet[]> {
  const file = written ?? nearestFleetFile(io)
  if (file === undefined) return []
  const { fleet } = loadFleet(await readText(io.files, file), file)
  return fleet === undefined ? [] : [fleet]
}

function serversOf({ servers }: Fleet): Candidate[] {
  return servers.map(({ host, roles: own }) => ({ word: host, about: own.join(", ") }))
}

function roleWord(role: string): Candidate {
  return { word: role, about: "role" }
}

/** Words with commas between: what stands before the last one stays, and is not offered again. */
function listed({ begun }: Place, candidates: readonly Candidate[]): Offer {
  const earlier = begun.slice(0, begun.lastIndexOf(",") + 1)
  const chosen = new Set(earlier.split(","))
  return {
    words: candidates
      .filter(({ word }) => !chosen.has(word))
      .map(({ word, ...rest }) => ({ word: earlier + word, ...rest })),
  }
}

/** The folders that import wrote for the fleet's certificate. */
async function bundles(io: Io, place: Place): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const { certificate, file } of await fleetOf(io, place)) {
    const parent = certificateFolder(certificate.commonName, file)
    for (const name of await io.files.list(parent))
      if (await io.files.exists(`${parent}/${name}/commercial.crt`)) found.push({ word: `${parent}/${name}` })
  }
  return found
}

async function codes(): Promise<Candidate[]> {
  const { allCodes } = await import("../../lint/explanation.js")
  return allCodes().map((word) => ({ word }))
}
