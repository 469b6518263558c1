import { beforeAll, describe, expect, it } from "vitest"
import type { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import { memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed, victim } from "../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

/** What a command that changes Zimbra's files or services is announced as in the journal. */
const announcements: Readonly<Record<string, string>> = {
  "install-key": "deploycrt",
  deploycrt: "deploycrt",
  "restart-mailboxd": "restart-mailboxd",
  restore: "restore",
  "undo-restart-mailboxd": "restore",
}

/** Each changing command that the victim got, with the steps that the journal had on disk by then. */
async function changes(befall: (host: EmbeddedHost) => void) {
  const fleet = memoryFleet(old, fleetText)
  const host = fleet.host(victim)
  befall(host)
  const onDisk: RolloutEvent[] = []
  const seen: { readonly command: string; readonly announced: readonly string[] }[] = []
  host.faults.onCommand = (command, when) => {
    if (when === "after" || announcements[command] === undefined) return
    const announced = onDisk.flatMap((event) =>
      event.type === "intent" && event.host === victim ? [event.step] : [],
    )
    seen.push({ command, announced })
  }
  // A journal takes its time: what was not waited for is not on disk.
  const emit = async (event: RolloutEvent): Promise<void> => {
    await fleet.clock.sleep(50)
    onDisk.push(event)
  }
  await runRollout(fleet.plan(renewed), fleet.ports({ sink: { emit } }))
  return seen
}

describe("the journal", () => {
  it.each([
    ["a rollout that goes well", false, ["install-key", "deploycrt", "restart-mailboxd"]],
    [
      "a rollout that is put back",
      true,
      ["install-key", "deploycrt", "restart-mailboxd", "restore", "undo-restart-mailboxd"],
    ],
  ] as const)(
    "of %s holds the intent before each command that changes a server",
    async (_, fails, commands) => {
      const seen = await changes(({ faults }) => {
        if (fails) faults.activate = "does-nothing"
      })
      expect(seen.map(({ command }) => command)).toEqual(commands)
      for (const { command, announced } of seen)
        expect([command, announced]).toEqual([command, expect.arrayContaining([announcements[command]])])
    },
  )
})
