import { readInputs } from "../../bundle/inputFiles.js"
import { discoverFromHere, lodgingOf } from "../../local/discovery.js"
import { readText } from "../../ports.js"
import type { FleetDraft } from "../../status/discovery/draft.js"
import { draftOf } from "../../status/discovery/draftDiscovered.js"
import { draftOfInventory } from "../../status/discovery/draftInventory.js"
import { readInventory } from "../../status/discovery/inventory.js"
import { machineOf } from "../inputs/machine.js"
import { waysIn } from "../inputs/sshWays.js"
import type { Io } from "../io.js"
import type { InitOptions } from "./options.js"

/** What a running Zimbra says of itself. */
export async function fromHost(io: Io, words: string, options: InitOptions): Promise<FleetDraft> {
  const lodging = lodgingOf(words)
  const discovered = await discoverFromHere(machineOf(io), {
    ...lodging,
    ways: await waysIn(io, lodging.fleet, undefined),
    ssh: options,
    signal: io.interrupt,
  })
  const { user } = lodging
  return { ...draftOf(discovered, dayOf(io)), ...(user === undefined ? {} : { sshUser: user }) }
}

/** What an Ansible inventory says. */
export async function fromInventory(io: Io, file: string): Promise<FleetDraft> {
  const name = file === "-" ? "standard input" : file
  const text = file === "-" ? await standardInput(io) : await readText(io.files, file)
  return draftOfInventory(readInventory(text, name), name, dayOf(io))
}

async function standardInput(io: Io): Promise<string> {
  const [input] = await readInputs({ files: io.files, signal: io.interrupt, standardInput: io.stdin }, ["-"])
  return new TextDecoder().decode(input?.bytes)
}

function dayOf(io: Io): string {
  return new Date(io.clock.now()).toISOString().slice(0, 10)
}
