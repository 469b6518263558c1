import { describe, expect, it } from "vitest"
import { exampleFleet } from "../../src/fleet/example.js"
import { loadFleet } from "../../src/fleet/load.js"
import { fleetDoors } from "../../src/local/fleetDoors.js"
import { thisMachine } from "../../src/local/machine.js"

describe("the doors of a fleet", () => {
  it("lead into every server with the certificate, and past the name servers", async () => {
    const { fleet } = loadFleet(exampleFleet, "fleet.yaml")
    if (fleet === undefined) throw new Error("the example is broken")
    const env = { HOME: "/nonexistent", SSH_AUTH_SOCK: "/nonexistent" }
    const doors = fleetDoors({ ...thisMachine(), env }, fleet, {})
    await doors.prepare()
    const inside = fleet.servers.filter(({ host }) => doors.of(host) !== undefined)
    expect(inside.map(({ roles }) => roles.includes("dns"))).toEqual(Array(10).fill(false))
    expect(doors.of("ns01.example.edu")).toBeUndefined()
    expect(doors.of("elsewhere.example.edu")).toBeUndefined()
  })
})
