import type { Socket } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { Secret } from "../../src/secret.js"
import {
  agentSocket,
  anyKey,
  closeAll,
  connectorFor,
  echo,
  encryptedKey,
  sshServer,
  targetAt,
  withKey,
} from "./sshServers.js"

afterEach(closeAll)

describe("logging in", () => {
  it("says that no key may log in, and nothing of the key", async () => {
    const { port, line } = await sshServer({ accepts: () => false })
    const failure = await connectorFor([line], withKey)
      .connect(targetAt(port), { timeoutMs: 10_000 })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: "ssh-auth", hint: expect.stringContaining("ssh -p") })
    expect(JSON.stringify(failure) + String(failure)).not.toContain("PRIVATE KEY")
  })

  it.each([
    ["nobody listens at its socket", undefined],
    ["it hangs up", (socket: Socket) => socket.destroy()],
  ])("logs in with a key file when an SSH agent is named but %s", async (_, onConnection) => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: echo })
    const agent = await agentSocket(onConnection)
    const connector = connectorFor([line], { ...withKey, agent })
    const session = await connector.connect(targetAt(port), { timeoutMs: 10_000 })
    expect((await session.exec({ name: "x", argv: ["hello"] })).stdout).toBe("hello|")
    await session.close()
  })

  it.each([
    ["no key", { keys: [] }],
    ["a key that may not", withKey],
  ])("names the agent that failed when the log-in is refused with %s", async (_, credentials) => {
    const { port, line } = await sshServer({ accepts: () => false })
    const connector = connectorFor([line], { ...credentials, agent: await agentSocket() })
    await expect(connector.connect(targetAt(port), { timeoutMs: 10_000 })).rejects.toMatchObject({
      code: "ssh-auth",
      message: expect.stringContaining("SSH agent failed (Failed to connect to agent)"),
      hint: expect.stringContaining("SSH_AUTH_SOCK"),
    })
  })

  it("opens an encrypted key with its passphrase, once for all hosts", async () => {
    const encrypted = encryptedKey("open sesame")
    const servers = [await sshServer({ accepts: anyKey }), await sshServer({ accepts: anyKey })]
    let asked = 0
    const key = {
      file: "id",
      content: new Secret(encrypted.private),
      passphrase: async () => {
        asked += 1
        return new Secret("open sesame")
      },
    }
    const lines = servers.map(({ line }) => line)
    const connector = connectorFor(lines, { keys: [key] })
    const sessions = await Promise.all(
      servers.map(({ port }) => connector.connect(targetAt(port), { timeoutMs: 10_000 })),
    )
    expect(asked).toBe(1)
    await Promise.all(sessions.map((session) => session.close()))
  })

  it("asks for a password once, and only when the server wants one", async () => {
    let asked = 0
    const password = async (): Promise<Secret> => {
      asked += 1
      return new Secret("correct horse")
    }
    const byKey = await sshServer({ accepts: anyKey })
    const first = connectorFor([byKey.line], { ...withKey, password })
    await (await first.connect(targetAt(byKey.port), { timeoutMs: 10_000 })).close()
    expect(asked).toBe(0)
    const byPassword = await sshServer({
      accepts: (context) => context.method === "password" && context.password === "correct horse",
      methods: ["password"],
    })
    const second = connectorFor([byPassword.line], { ...withKey, password })
    await (await second.connect(targetAt(byPassword.port), { timeoutMs: 10_000 })).close()
    expect(asked).toBe(1)
  })
})
