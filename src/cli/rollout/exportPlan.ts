import { randomBytes } from "node:crypto"
import { relative } from "node:path"
import manifest from "../../../package.json" with { type: "json" }
import { type ExitCode, exitCodes } from "../../errors.js"
import { servers } from "../../fleet/serverCount.js"
import type { Fleet } from "../../fleet/types.js"
import { quoteWord } from "../../remote/quote.js"
import { printable } from "../../report/printable.js"
import { exportAnsible } from "../../rollout/export/ansible.js"
import { writeExport } from "../../rollout/export/write.js"
import type { RolloutPlan } from "../../rollout/plan.js"
import type { Io } from "../io.js"
import { vaultPassword } from "../terminal/vaultPassword.js"
import { note } from "../terminal/voice.js"
import type { RolloutOptions } from "./options.js"

/** Writes a plan as a playbook; nobody is connected to. */
export async function exportPlan(
  io: Io,
  fleet: Fleet,
  plan: RolloutPlan,
  options: RolloutOptions,
): Promise<ExitCode> {
  const { out = "", vaultId } = options
  const files = exportAnsible(plan, {
    ...{ fleet, fleetFile: io.path(fleet.file), version: manifest.version },
    fleetFromFolder: relative(io.path(out), io.path(fleet.file)),
    vaultPassword: await vaultPassword(io, options.vaultPasswordFile),
    vault: { salt: randomBytes(32), ...(vaultId === undefined ? {} : { id: vaultId }) },
  })
  await writeExport(files, { folder: out, files: io.files, stamp: plan.id })
  io.stdout.write(`${printable(`wrote ${out}: a playbook for ${servers(plan.hosts.length)}`)}\n`)
  note(
    io,
    `certfleet: next: cd ${quoteWord(out)} && ansible-playbook rollout.yml --ask-vault-pass --check (looks whether it would go well)`,
  )
  return exitCodes.ok
}
