import { describe, expect, it } from "vitest"
import { serversAmong } from "../../src/assess/servers.js"
import { type Case, codesByDoor, type Door, doors } from "./doors.js"
import { randomChains } from "./randomChains.js"

const ofPorts = new Set(["lint HOST:PORT", "probe"])
const withoutKey = new Set(["check", "lint FILE"])

/** Whether the door can know which certificate is meant, and whose root counts. */
function canJudge({ name }: Door, { leaf, chain, believed }: Case): boolean {
  const [server, ...others] = new Set(serversAmong([leaf, ...chain]).map(({ fingerprint }) => fingerprint))
  const isClear = server === leaf.fingerprint && others.length === 0
  return (isClear || !withoutKey.has(name)) && !(believed === true && ofPorts.has(name))
}

/** Codes that some doors say and others that could know them do not. */
async function differences(one: Case): Promise<readonly string[]> {
  const seen = await codesByDoor(one)
  const open = doors.filter((door) => seen[door.name] !== undefined && canJudge(door, one))
  const codes = new Set(open.flatMap(({ name }) => seen[name] ?? []))
  return [...codes].flatMap((code) => {
    const able = open.filter(({ blindTo }) => !blindTo.has(code))
    const saying = able.filter(({ name }) => seen[name]?.includes(code) === true)
    if (saying.length === 0 || saying.length === able.length) return []
    return [`${one.name}: ${code} only at ${saying.map(({ name }) => name).join(", ")}`]
  })
}

describe("chains by chance, with things wrong in several places at once", () => {
  it.each([1, 2, 3, 4])("have the same codes at every door that can know them (seed %i)", async (seed) => {
    const found: string[] = []
    for (const one of randomChains(50, seed)) found.push(...(await differences(one)))
    expect(found).toEqual([])
  })
})
