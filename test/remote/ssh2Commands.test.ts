import { getEventListeners } from "node:events"
import { afterEach, describe, expect, it } from "vitest"
import { parseKnownHosts } from "../../src/remote/knownHosts.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { Secret } from "../../src/secret.js"
import {
  anyKey,
  closeAll,
  connectorFor,
  echo,
  type Running,
  sshServer,
  targetAt,
  withKey,
} from "./sshServers.js"

afterEach(closeAll)

describe("a session", () => {
  it("runs commands with what they get on standard input, several at a time", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: echo })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    const results = await Promise.all(
      ["a", "b c"].map((word) =>
        session.exec({ name: word, argv: ["echo", word], stdin: new Secret(`<${word}>`) }),
      ),
    )
    expect(results.map(({ stdout }) => stdout)).toEqual(["echo a|<a>", "echo 'b c'|<b c>"])
    await session.close()
  })

  it("fails what runs when the connection is lost, and has no status for it", async () => {
    const { port, line } = await sshServer({
      accepts: anyKey,
      onExec: (_channel, _command, _input, client) => client.end(),
    })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    const running = session.exec({ name: "deploycrt", argv: ["x"] })
    await expect(
      running.then(
        ({ status }) => status ?? "none",
        ({ code }) => code,
      ),
    ).resolves.toMatch(/^(none|ssh-lost)$/)
    await expect(session.exec({ name: "again", argv: ["x"] })).rejects.toMatchObject({ code: "ssh-lost" })
  })

  it("has lost a connection that has ended but is yet to be closed, and keeps nothing of the command", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: echo })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    const closing = session.close()
    const { signal } = new AbortController()
    const running = session.exec({ name: "late", argv: ["x"] }, { timeoutMs: 10_000, signal })
    await expect(running).rejects.toMatchObject({ code: "ssh-lost" })
    expect(getEventListeners(signal, "abort")).toEqual([])
    await closing
  })

  it("ends a command at its time limit", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: () => undefined })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    await expect(session.exec({ name: "slow", argv: ["x"] }, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "remote-timeout",
    })
    await session.close()
  })
})

describe("a user with sudo", () => {
  const needs = (line: string, input: string): { status: number; out: string } => {
    if (line.startsWith("sudo -n ")) return { status: 1, out: "" }
    const [password, ...rest] = input.split("\n")
    return password === "correct horse"
      ? { status: 0, out: `${line}|${rest.join("\n")}` }
      : { status: 1, out: "" }
  }
  const sudoServer = (): Promise<Running> =>
    sshServer({
      accepts: anyKey,
      onExec: (channel, command, input) => {
        const { status, out } = needs(command, input)
        channel.write(out)
        channel.exit(status)
        channel.end()
      },
    })
  const connect = async (answer: string | undefined) => {
    const { port, line } = await sudoServer()
    const connector = ssh2Connector({
      knownHosts: () => parseKnownHosts([line]),
      credentials: () => withKey,
      sudoPassword: async () => (answer === undefined ? undefined : new Secret(answer)),
    })
    return connector.connect(targetAt(port, { user: "admin" }), { timeoutMs: 10_000 })
  }

  it("hands the password to sudo ahead of the command's own input", async () => {
    const session = await connect("correct horse")
    const { stdout } = await session.exec({
      name: "x",
      argv: ["cat"],
      user: "zimbra",
      stdin: new Secret("the key"),
    })
    expect(stdout).toBe("sudo -k -S -p '' -H -u zimbra -- cat|the key")
    await session.close()
  })

  it.each([["wrong"], [undefined]])("stops with one clear error when sudo refuses (%s)", async (answer) => {
    const session = await connect(answer)
    const running = session.exec({ name: "x", argv: ["cat"], user: "zimbra" })
    await expect(running).rejects.toMatchObject({
      code: "ssh-auth",
      hint: expect.stringContaining("--ask-sudo-password"),
    })
    await session.close()
  })
})

describe("a command that a signal ends", () => {
  it("has that signal and no exit status", async () => {
    const { port, line } = await sshServer({
      accepts: anyKey,
      onExec: (channel) => {
        channel.write("half of it")
        channel.exit("KILL", false, "")
        channel.end()
      },
    })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    expect(await session.exec({ name: "x", argv: ["x"] })).toMatchObject({
      status: undefined,
      signal: expect.stringMatching(/KILL$/),
      stdout: "half of it",
    })
    await session.close()
  })

  it("has neither where the server says nothing of its end", async () => {
    const { port, line } = await sshServer({ accepts: anyKey, onExec: (channel) => channel.end() })
    const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    expect(await session.exec({ name: "x", argv: ["x"] })).toMatchObject({
      status: undefined,
      signal: undefined,
    })
    await session.close()
  })
})

describe("a command that is interrupted", () => {
  it.each(["while it runs", "before it begins"])(
    "fails as cancelled %s, and leaves the connection as it was",
    async (when) => {
      const stop = new AbortController()
      const { port, line } = await sshServer({
        accepts: anyKey,
        onExec: (channel, command, input, client) =>
          command === "slow" ? stop.abort() : echo(channel, command, input, client),
      })
      const session = await connectorFor([line], withKey).connect(targetAt(port), { timeoutMs: 10_000 })
      if (when === "before it begins") stop.abort()
      const running = session.exec({ name: "slow", argv: ["slow"] }, { signal: stop.signal })
      await expect(running).rejects.toMatchObject({
        code: "cancelled",
        message: expect.stringContaining("slow"),
      })
      expect((await session.exec({ name: "next", argv: ["next"] })).stdout).toBe("next|")
      await session.close()
    },
  )
})
