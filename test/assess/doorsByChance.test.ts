import { describe, expect, it } from "vitest"
import { serversAmong } from "../../src/assess/servers.js"
import { type Case, type Door, doors, type Said, saidByDoor } from "./doors.js"
import { randomChains } from "./randomChains.js"

const ofPorts = new Set(["lint HOST:PORT", "probe"])
const withoutKey = new Set(["check", "lint FILE", "lint FOLDER"])

/** Whether the door can know which certificate is meant, and whose root counts. */
function canJudge({ name }: Door, { leaf, chain, believed }: Case): boolean {
  const [server, ...others] = new Set(serversAmong([leaf, ...chain]).map(({ fingerprint }) => fingerprint))
  const isClear = server === leaf.fingerprint && others.length === 0
  if (believed === true && ofPorts.has(name)) return false
  // What signed itself is believed as a bundle's own chain file, and is a copy in a pile.
  const isOwnChain = name === "lint FOLDER" && believed === true && chain.some((one) => one === leaf)
  return (isClear || !withoutKey.has(name)) && !isOwnChain
}

/** What some doors say and others that could know it do not, or in other words. */
async function differences(one: Case): Promise<readonly string[]> {
  const seen = await saidByDoor(one)
  const open = doors.filter((door) => seen[door.name] !== undefined && canJudge(door, one))
  const codes = new Set(open.flatMap(({ name }) => seen[name]?.map(({ code }) => code) ?? []))
  return [...codes].flatMap((code) => {
    const able = open.filter(({ blindTo }) => !blindTo.has(code))
    const forms = new Map(able.map(({ name }) => [name, wordsOf(seen[name] ?? [], code)]))
    return new Set(forms.values()).size < 2 ? [] : [`${one.name}: ${JSON.stringify([...forms])}`]
  })
}

function wordsOf(said: readonly Said[], wanted: string): string {
  const words = said.flatMap(({ code, words }) => (code === wanted ? [words] : []))
  // Of what ends soon, most doors name the first, and lint all that it looks at.
  if (wanted === "expires-soon") return words.length > 0 ? "said" : ""
  return [...new Set(words)].sort().join()
}

describe("chains by chance, with things wrong in several places at once", () => {
  it.each([1, 2, 3, 4])(
    "have the same faults in the same words at every door that can know them (seed %i)",
    async (seed) => {
      const found: string[] = []
      for (const one of randomChains(50, seed)) found.push(...(await differences(one)))
      expect(found).toEqual([])
    },
  )
})
