import { createRequire } from "node:module"
import type { Option } from "commander"
import manifest from "../../package.json" with { type: "json" }
import { type ExitCode, exitCodes, ToolError } from "../errors.js"
import { fileError } from "../fileError.js"
import { printable, printableLines } from "../report/printable.js"
import { declareCheck } from "./check/command.js"
import { about, type CommandName, commands, globalOptions, isCommand } from "./commands.js"
import { declareComplete, declareCompletion } from "./completion/command.js"
import { declareCsr } from "./csr/command.js"
import type { Declaration, Registry } from "./declaration.js"
import { declareDemo } from "./demo/command.js"
import {
  type Followed,
  followEnvironment,
  strayVariables,
  variablesOfAll,
  withVariables,
} from "./environment.js"
import { declareExplain } from "./explain/command.js"
import { exitCodeHelp } from "./help/exitCodes.js"
import { isTopic, topicHelp, topicText } from "./help/topics.js"
import { variableHelp } from "./help/variables.js"
import { declareImport } from "./import/command.js"
import { declareInit } from "./init/command.js"
import { declareInventory } from "./inventory/command.js"
import { type Surroundings, type Verbosity, withVerbosity } from "./io.js"
import { declareLint } from "./lint/command.js"
import { misuse, refuseEmptyWords } from "./misuse.js"
import { declareNames } from "./names/command.js"
import { requireResultPlaces } from "./options/results.js"
import { declareOrder } from "./order/command.js"
import { declareProbe } from "./probe/command.js"
import { declareRenew } from "./renew/command.js"
import { declareReport } from "./report/command.js"
import { declareRollback } from "./rollback/command.js"
import { declareRollout } from "./rollout/command.js"
import { declareRules } from "./rules/command.js"
import { declareStatus } from "./status/command.js"
import { detail, sayError } from "./terminal/voice.js"
import { declareTlsa } from "./tlsa/command.js"
import { declareVersion } from "./version/command.js"

// Imported, it would be scanned for its exports first: half of what --help takes.
const { Command, CommanderError, Help } = createRequire(import.meta.url)(
  "commander",
) as typeof import("commander")

/** A flag that may be repeated begins with an empty list, which tells a reader nothing. */
function withoutEmptyList(option: Option): string {
  return Help.prototype.optionDescription.call(new Help(), option).replace(" (default: [])", "")
}

const declarations: Readonly<Record<CommandName, Declaration>> = {
  init: declareInit,
  names: declareNames,
  inventory: declareInventory,
  csr: declareCsr,
  order: declareOrder,
  check: declareCheck,
  import: declareImport,
  rollout: declareRollout,
  rollback: declareRollback,
  renew: declareRenew,
  report: declareReport,
  probe: declareProbe,
  status: declareStatus,
  tlsa: declareTlsa,
  lint: declareLint,
  rules: declareRules,
  explain: declareExplain,
  demo: declareDemo,
  completion: declareCompletion,
  version: declareVersion,
}
const allNames = Object.keys(commands) as readonly CommandName[]

/** The command that was named, alone: declaring all of them takes longer than most of them work. */
function namesToDeclare([first]: readonly string[]): readonly CommandName[] {
  if (first === "__complete") return []
  return isCommand(first) ? [first] : allNames
}

/** Every command, declared and never run: what completion and manual pages are made from. */
export function everyCommand(): InstanceType<typeof Command> {
  return declared(allNames, () => async () => undefined)
}

function declared(chosen: readonly CommandName[], action: Registry["action"]): InstanceType<typeof Command> {
  const registry: Registry = { action, everything: everyCommand }
  const program = new Command("certfleet").version(manifest.version).description(about)
  for (const [flags, does] of globalOptions) program.option(flags, does)
  for (const name of chosen) {
    const [, does] = commands[name]
    declarations[name](program.command(name).description(does), registry)
  }
  declareComplete(program.command("__complete", { hidden: true }), registry)
  program.addHelpText("after", topicHelp)
  for (const command of [program, ...program.commands])
    command
      .addHelpText("after", () =>
        variableHelp(optionsOf(command), command.parent === null ? undefined : command.name()),
      )
      .addHelpText("after", exitCodeHelp)
      .configureHelp({ optionDescription: withoutEmptyList, showGlobalOptions: command !== program })
  return program
}

/** With those of every command. */
function optionsOf({ options, parent }: InstanceType<typeof Command>): readonly Option[] {
  return [...options, ...(parent?.options ?? [])]
}

/** Runs one command line to its exit code; errors become one line what and one line what to do, on stderr. */
export async function runCommandLine(argv: readonly string[], around: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok
  let io = withVerbosity(around, "usual")
  const followed: Followed[] = []
  let began = 0
  const named = commandIn(argv)
  const program = declared(namesToDeclare(argv), (run) => async (...args) => {
    exitCode = await run(io, ...args)
  })
  program.hook("preAction", async (_, command) => {
    // What a shell asks for is never complained about.
    if (command.name() === "__complete") return
    for (const one of [program, command]) followed.push(...followEnvironment(one, io.env))
    io = withVerbosity(around, verbosityOf(program.opts()))
    if (io.verbosity === "verbose") began = io.clock.now()
    for (const { variable, flag } of followed) detail(io, `${variable} stands for ${flag}`)
    const known = variablesOfAll([program, command])
    for (const warning of await strayVariables(io.env, known, everyCommand))
      io.stderr.write(`certfleet: warning: ${printable(warning)}\n`)
    await requireResultPlaces(io, command)
  })
  // Commands have copied it by now.
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Told below, as every other error.
      outputError: () => undefined,
    })
  try {
    if (argv[0] !== "__complete") refuseEmptyWords(argv)
    if (argv[0] === "help" && isTopic(argv[1])) {
      io.stdout.write(await topicText(argv[1]))
      return exitCodes.ok
    }
    await program.parseAsync(namedAlone(argv), { from: "user" })
    if (io.verbosity === "verbose") detail(io, `exit code ${exitCode} after ${secondsSince(began, io)} s`)
    return exitCode
  } catch (error) {
    const known =
      error instanceof CommanderError ? await misuse(error, named) : withVariables(error, followed)
    const shown = report(known, io, program.opts<{ debug?: boolean }>().debug === true)
    return shown !== exitCodes.ok && isPlugin(argv, io) ? unknownToPlugin(known, io) : shown
  }
}

/** Help for a command that there is not would be the help of all: it is told as the command itself would be. */
function namedAlone(argv: readonly string[]): readonly string[] {
  const [first, second] = argv
  const wrong = second !== undefined && !second.startsWith("-") && second !== "help"
  return first === "help" && wrong && !isCommand(second) ? [second] : argv
}

function commandIn([first]: readonly string[]): CommandName | undefined {
  return isCommand(first) ? first : undefined
}

function secondsSince(began: number, { clock }: Surroundings): string {
  return ((clock.now() - began) / 1000).toFixed(1)
}

/** @throws ToolError `usage` for both at once */
function verbosityOf({
  quiet,
  verbose,
}: {
  readonly quiet?: boolean
  readonly verbose?: boolean
}): Verbosity {
  if (quiet === true && verbose === true)
    throw new ToolError("usage", "--quiet and --verbose exclude each other", { hint: "write one of them" })
  if (quiet === true) return "quiet"
  return verbose === true ? "verbose" : "usual"
}

function isPlugin(argv: readonly string[], { env }: Surroundings): boolean {
  if (commandIn(argv) !== "status") return false
  if (argv.includes("--json")) return false
  const written = argv.findLast((word, at) => word.startsWith("--reporter=") || argv[at - 1] === "--reporter")
  const meant = written ?? env["CERTFLEET_STATUS_REPORTER"] ?? env["CERTFLEET_REPORTER"]
  return meant?.replace("--reporter=", "") === "nagios"
}

/** A monitoring plugin that cannot look says UNKNOWN on stdout and ends with 3, for a wrong command line as well. */
function unknownToPlugin(error: unknown, io: Surroundings): ExitCode {
  const message = error instanceof Error ? error.message : String(error)
  io.stdout.write(`CERTFLEET UNKNOWN - ${printable(message).replaceAll("|", "/")}\n`)
  return exitCodes.incomplete
}

/** Modules are files, too: whatever was to be loaded next may be what had no room. */
function isOutOfFiles(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return code === "EMFILE" || code === "ENFILE"
}

/** Says what went wrong on stderr, with the stack for --debug; returns the exit code. */
export function report(thrown: unknown, io: Pick<Surroundings, "stderr">, debug: boolean): ExitCode {
  const error = isOutOfFiles(thrown) ? fileError("read", "certfleet's own files", thrown) : thrown
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  const known = error instanceof ToolError
  const message = error instanceof Error ? error.message : String(error)
  const hint = known
    ? error.hint
    : "this is a defect of certfleet: run again with --debug and report what it prints"
  sayError(io, { hint, message })
  if (debug && error instanceof Error) io.stderr.write(`${printableLines(error.stack ?? "")}\n`)
  return known ? error.exitCode : exitCodes.incomplete
}
