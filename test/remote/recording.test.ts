import { describe, expect, it } from "vitest"
import { type RecordedCommand, recordingConnector } from "../../src/remote/recording.js"
import { Secret } from "../../src/secret.js"

const target = { host: "mbs01.example.edu", address: "mbs01.example.edu", port: 22, user: "root" }

describe("recordingConnector", () => {
  it("hands every command on with host and user, and answers what it is told", async () => {
    const seen: RecordedCommand[] = []
    const connector = recordingConnector((command) => {
      seen.push(command)
      return `${command.name} is done\n`
    })
    const session = await connector.connect(target, { timeoutMs: 1 })
    const own = await session.exec({ name: "look", argv: ["id"] })
    await session.exec({ name: "stage", argv: ["tar", "-xf", "-"], user: "zimbra", stdin: new Secret("key") })
    expect(own).toEqual({ status: 0, signal: undefined, stdout: "look is done\n", stderr: "" })
    const host = target.host
    expect(seen).toEqual([
      { host, user: "root", name: "look", argv: ["id"], hasInput: false },
      { host, user: "zimbra", name: "stage", argv: ["tar", "-xf", "-"], hasInput: true },
    ])
  })
})
