import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { jsonText } from "../../report/jsonText.js"
import { ansibleInventory, inventoryHost, inventoryList } from "../../rollout/export/inventory.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { waysIn } from "../inputs/sshWays.js"
import type { Io } from "../io.js"

export interface InventoryOptions {
  readonly fleet?: string
  readonly list?: boolean
  readonly host?: string
}

export async function inventory(io: Io, { fleet: file, list, host }: InventoryOptions): Promise<ExitCode> {
  if (list === true && host !== undefined)
    throw new ToolError("usage", "--list and --host exclude each other", { hint: "ask for one of them" })
  const fleet = await requireFleet(io, file)
  const { target } = await waysIn(io, fleet, undefined)
  const all = ansibleInventory(fleet, { target, fleetFile: io.path(fleet.file) })
  // Ansible's form, and none of ours: it would take `version` for a group.
  const answer = host === undefined ? inventoryList(all) : inventoryHost(all, host)
  io.stdout.write(jsonText(answer))
  return exitCodes.ok
}
