import type { Payload } from "../../src/rollout/plan.js"
import { testCa } from "./pairs.js"
import { VirtualClock } from "./virtualClock.js"

/** A small fleet with one server of each kind that faults strike. */
export const fleetText = `
certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: ldap01.example.edu, roles: [ldap] }
  - { host: prx01.example.edu, roles: [proxy] }
`
/** The server that the fault strikes. */
export const victim = "mbs01.example.edu"

/** What the fleet serves at the start, and what is rolled out. */
export async function oldAndRenewed(): Promise<{ readonly old: Payload; readonly renewed: Payload }> {
  const ca = await testCa(new VirtualClock())
  const names = ["mail.example.edu", "*.example.edu"]
  return { old: await ca.pair(names, { from: -190, until: 9 }), renewed: await ca.pair(names) }
}
