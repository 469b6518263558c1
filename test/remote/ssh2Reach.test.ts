import { createServer, type Server as TcpServer } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import type { Target } from "../../src/remote/session.js"
import {
  anyKey,
  closeAll,
  closed,
  connectorFor,
  echo,
  host,
  listening,
  open,
  sshServer,
  targetAt,
  withKey,
} from "./sshServers.js"

afterEach(closeAll)

describe("reaching a host", () => {
  it("goes through a jump host, and verifies the keys of both", async () => {
    const jump = await sshServer({ accepts: anyKey }, "bastion.example.edu")
    const inner = await sshServer({ accepts: anyKey, onExec: echo })
    const via: Target = { host: "bastion.example.edu", address: "127.0.0.1", port: jump.port, user: "root" }
    const target = targetAt(inner.port, { via })
    const session = await connectorFor([jump.line, inner.line], withKey).connect(target, {
      timeoutMs: 10_000,
    })
    expect((await session.exec({ name: "x", argv: ["hello"] })).stdout).toBe("hello|")
    await session.close()
    const unknownJump = connectorFor([inner.line], withKey).connect(target, { timeoutMs: 10_000 })
    await expect(unknownJump).rejects.toMatchObject({
      code: "ssh-host-key-unknown",
      message: expect.stringContaining("bastion"),
    })
  })

  it("gives up in time on a host that the jump host is still trying to reach", async () => {
    const jump = await sshServer({ accepts: anyKey, forwards: false }, "bastion.example.edu")
    const via: Target = { host: "bastion.example.edu", address: "127.0.0.1", port: jump.port, user: "root" }
    const connecting = connectorFor([jump.line], withKey).connect(targetAt(22, { via }), { timeoutMs: 1_000 })
    await expect(connecting).rejects.toMatchObject({
      code: "ssh-timeout",
      message: expect.stringContaining(host),
    })
  })

  it("gives up on a host that takes the connection and says nothing", async () => {
    const silent: TcpServer = createServer((socket) => socket.resume().on("error", () => undefined))
    const port = await listening(silent)
    open.push({ close: () => closed(silent, () => undefined) })
    const connecting = connectorFor([], withKey).connect(targetAt(port), { timeoutMs: 200 })
    await expect(connecting).rejects.toMatchObject({ code: "ssh-timeout" })
  })

  it.each([
    ["a mail server, which waits", "220 mx01.example.edu ESMTP Postfix\r\n", false],
    ["a web server, which hangs up", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", true],
  ])("says that it is no SSH server what it found, in its words: %s", async (_, words, hangsUp) => {
    const other: TcpServer = createServer((socket) => {
      socket
        .resume()
        .on("error", () => undefined)
        .write(words)
      if (hangsUp) socket.end()
    })
    const port = await listening(other)
    open.push({ close: () => closed(other, () => undefined) })
    const connecting = connectorFor([], withKey).connect(targetAt(port), { timeoutMs: 1_000 })
    await expect(connecting).rejects.toMatchObject({
      code: "ssh-protocol",
      message: `${host}: what answers at 127.0.0.1 port ${port} is no SSH server; it says: ${words.split("\r")[0]}`,
    })
  })

  it("tells a refused connection and a name that does not resolve apart", async () => {
    const gone = createServer()
    const port = await listening(gone)
    await closed(gone, () => undefined)
    const connector = connectorFor([], withKey)
    await expect(connector.connect(targetAt(port), { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: "ssh-refused",
    })
    const nowhere = targetAt(22, { address: "no-such-host.invalid" })
    await expect(connector.connect(nowhere, { timeoutMs: 20_000 })).rejects.toMatchObject({
      code: "ssh-resolve",
    })
  })
})
