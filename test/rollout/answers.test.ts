import { beforeAll, describe, expect, it } from "vitest"
import type { Connector, ExecResult } from "../../src/remote/session.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import { type FaultScene, faultScene, isAsBefore } from "../support/faultScene.js"
import { oldAndRenewed, victim } from "../support/threeServers.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

type Answer = (whole: ExecResult) => ExecResult

/** The victim answers one command otherwise than it would. */
function answering({ connector }: FaultScene["fleet"], name: string, answer: Answer): Connector {
  return {
    async connect(target, options) {
      const session = await connector.connect(target, options)
      return {
        ...session,
        async exec(command, limits) {
          const result = await session.exec(command, limits)
          return command.name === name && target.host === victim ? answer(result) : result
        },
      }
    },
  }
}

async function rollOut(
  name: string,
  answer: Answer,
): Promise<FaultScene & { readonly result: RolloutResult }> {
  const scene = faultScene(pairs)
  const ports = scene.fleet.ports({ connector: answering(scene.fleet, name, answer) })
  return { ...scene, result: await runRollout(scene.fleet.plan(scene.renewed), ports) }
}

const without = (key: string): Answer => {
  return (whole) => ({ ...whole, stdout: whole.stdout.replace(new RegExp(`^@${key} .*\n`, "m"), "") })
}
const unreadable = "Can't read file"

/** Everything that can be wrong about an answer while the rest of it is as it should be. */
const answers: readonly (readonly [command: string, what: string, Answer])[] = [
  ["verifycrt", "an exit status of 1", (whole) => ({ ...whole, status: 1 })],
  ["verifycrt", "no exit status", (whole) => ({ ...whole, status: undefined, signal: "KILL" })],
  ["verifycrt", "an ERROR", (whole) => ({ ...whole, stdout: `ERROR: ${unreadable}\n${whole.stdout}` })],
  ["verifycrt", "an ERROR on standard error", (whole) => ({ ...whole, stderr: `ERROR: ${unreadable}\n` })],
  ["verifycrt", "no word of OK", (whole) => ({ ...whole, stdout: whole.stdout.replace(": OK", "") })],
  ["backup", "no SHA-256 of the archive", without("sha256")],
  ["backup", "no archive", without("backup")],
  ["backup", "an exit status of 1", (whole) => ({ ...whole, status: 1 })],
  ["backup", "no exit status", (whole) => ({ ...whole, status: undefined, signal: "KILL" })],
  ["stage", "a file less", without("file")],
  ["stage", "no folder", without("staging")],
  ["inspect", "no end", without("done")],
  ["preflight", "no user", without("user")],
  ["preflight", "no free space", without("free-kib")],
]

describe.each(answers)("%s with %s", (command, _, answer) => {
  it("changes nobody", async () => {
    const scene = await rollOut(command, answer)
    expect(scene.result.exitCode).toBe(3)
    expect(scene.result.hosts.map(({ outcome }) => outcome)).toEqual(["aborted", "aborted", "aborted"])
    for (const name of scene.fleet.hosts.keys()) expect([name, isAsBefore(scene, name)]).toEqual([name, true])
  })
})

describe("install-key with another key than the one that was sent", () => {
  it("puts every server back", async () => {
    const scene = await rollOut("install-key", (whole) => ({ ...whole, stdout: `@key ${"0".repeat(64)}\n` }))
    expect(scene.result.exitCode).toBe(4)
    expect(scene.result.hosts.find(({ host }) => host === victim)).toMatchObject({
      outcome: "rolled-back",
      reason: expect.stringContaining("the key could not be put in place"),
    })
    for (const name of scene.fleet.hosts.keys()) expect([name, isAsBefore(scene, name)]).toEqual([name, true])
  })
})

describe("answers that are whole", () => {
  it("bring the certificate to every server", async () => {
    expect((await rollOut("verifycrt", (whole) => whole)).result.exitCode).toBe(0)
  })
})
