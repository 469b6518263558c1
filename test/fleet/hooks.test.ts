import { describe, expect, it } from "vitest"
import { loadFleet } from "../../src/fleet/load.js"

const base = `certificate: { commonName: mail.example.edu }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: prx01.example.edu, roles: [proxy] }
`

function problems(hooks: string): string[] {
  const { findings } = loadFleet(`${base}hooks:\n${hooks}`, "fleet.yaml")
  return findings.map(({ code, message, at }) => `${at?.line}: ${code}: ${message}`)
}

describe("hooks in fleet.yaml", () => {
  it("are for every server, have a minute and no partner unless they say more", () => {
    const { fleet } = loadFleet(`${base}hooks: [{ name: note, when: done, run: [note] }]\n`, "fleet.yaml")
    expect(fleet?.hooks).toEqual([
      {
        name: "note",
        when: "done",
        run: ["note"],
        undo: [],
        per: "server",
        servers: [],
        timeout: 60,
        environment: [],
      },
    ])
    expect(loadFleet(base, "fleet.yaml").fleet?.hooks).toEqual([])
  })

  it.each([
    [
      "{ name: a, when: before activate, run: [] }",
      "expected the command and its arguments, as a list of words",
    ],
    [
      "{ name: a, when: before activate, run: drain }",
      "expected the command and its arguments, as a list of words",
    ],
    ["{ name: a, when: before lunch, run: [x] }", "expected before change, after change"],
    ["{ name: a b, when: done, run: [x] }", "expected a name of letters"],
    ["{ name: a, when: done, run: [x], per: farm }", "expected server, role, fleet"],
    ["{ name: a, when: done, run: [x], environment: [A=1] }", "expected the name of an environment variable"],
    ["{ name: a, when: done, run: [x], timeout: 0 }", "expected more than 0 seconds"],
  ])("are refused with what was expected: %s", (hook, expected) => {
    expect(problems(`  - ${hook}\n`)).toEqual([expect.stringContaining(expected)])
  })

  it("are refused for servers that there are not, where nothing takes them back, and twice by one name", () => {
    expect(
      problems(`  - { name: a, when: before undo, run: [x], undo: [y] }
  - { name: a, when: done, run: [x] }
  - { name: b, when: done, run: [x], servers: [proxy, mbs*, mx01] }
`),
    ).toEqual([
      "7: fleet-duplicate: hook a is there twice, first on line 6",
      '6: fleet-hook-undo: hook a runs at "before undo", on the way back: nothing takes it back',
      "8: fleet-hook-servers: hook b is for mx01, which is no server, role or farm of this file",
    ])
  })
})
