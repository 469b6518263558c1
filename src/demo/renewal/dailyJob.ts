import { join } from "node:path"
import { httpsTransport } from "../../acme/transport.js"
import { ToolError } from "../../errors.js"
import { loadFleet } from "../../fleet/load.js"
import { issuanceDoors } from "../../local/issuance.js"
import { thisMachine } from "../../local/machine.js"
import { renewFromHere } from "../../local/renew.js"
import type { Clock } from "../../ports.js"
import type { Stage } from "../stage.js"
import type { DailyJob } from "./years.js"

const dayMs = 86_400_000
/** A CA that is down is asked again by the next run. */
const orderMs = 1_000
/** In the middle of the CA's window each time, so that every run of the demo is the same. */
const random = (): number => 0.5

/** What `certfleet renew --every 24` does, in this process and by the demo's clock. */
export async function dailyJob(stage: Stage, clock: Clock): Promise<DailyJob> {
  const { fleet } = loadFleet(await stage.read("fleet.yaml"), join(stage.folder, "fleet.yaml"))
  if (fleet === undefined) throw new ToolError("internal", "the demo's own fleet.yaml cannot be read")
  const machine = { ...thisMachine(), clock }
  const choices = {
    ...{ everyMs: dayMs, orderMs, criteria: { trust: join(stage.folder, "root.pem") } },
    passphrase: () => Promise.reject(new ToolError("internal", "no key of the demo is encrypted")),
  }
  const caCertificates = [await stage.read("ca.pem")]
  // One for all runs: to read the roots of the browsers takes longer than a run.
  const send = httpsTransport({ caCertificates })
  const doors = { ...issuanceDoors(machine, fleet), transport: () => send }
  return async () => {
    // The demo's names are in no DNS, and nobody outside of this machine is to be asked.
    const run = { fleet, doors, choices, random, lookAhead: false, signal: stage.interrupt }
    const { exitCode, outcome } = await renewFromHere(machine, run)
    return { exitCode, isDue: outcome !== "not-due", isRenewed: outcome === "renewed" }
  }
}
