import ssh2 from "ssh2"
import { afterEach, describe, expect, it } from "vitest"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import {
  anyKey,
  closeAll,
  connectorFor,
  echo,
  fingerprintOf,
  host,
  sshServer,
  targetAt,
  withKey,
} from "./sshServers.js"

afterEach(closeAll)

describe("the host keys that a connection goes by", () => {
  it.each([
    ["unknown", "", "ssh-host-key-unknown"],
    ["changed", makeKeyPair().public, "ssh-host-key-changed"],
  ])("stops before any log-in at an %s host key", async (_, key, code) => {
    const asked: string[] = []
    const { port } = await sshServer({ accepts: ({ method }) => asked.push(method) > 0 })
    const connector = connectorFor([`[${host}]:${port} ${key}`], withKey)
    await expect(connector.connect(targetAt(port), { timeoutMs: 10_000 })).rejects.toMatchObject({ code })
    expect(asked).toEqual([])
  })

  it("accepts the kind of key that known_hosts lists for the host when the server would rather show another", async () => {
    const [ed25519, ecdsa] = [makeKeyPair(), ssh2.utils.generateKeyPairSync("ecdsa", { bits: 384 })]
    const gone = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 })
    const { port } = await sshServer({
      accepts: anyKey,
      onExec: echo,
      hostKeys: [ed25519.private, ecdsa.private],
    })
    const lines = [
      ...[gone, ecdsa].map((key) => `[${host}]:${port} ${key.public}`),
      `mbs02.example.edu ${ed25519.public}`,
    ]
    const session = await connectorFor(lines, withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    expect((await session.exec({ name: "true", argv: ["true"] })).status).toBe(0)
    await session.close()
  })

  it.each([
    ["is listed for another host", "mbs02.example.edu"],
    ["is listed for no host", undefined],
  ])("says that the key changed when the server has only a kind of key that %s", async (_, elsewhere) => {
    const [rsa, shown] = [ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }), makeKeyPair()]
    const { port } = await sshServer({ accepts: anyKey, hostKeys: [shown.private] })
    const lines = [
      `[${host}]:${port} ${rsa.public}`,
      ...(elsewhere === undefined ? [] : [`${elsewhere} ${shown.public}`]),
    ]
    const connecting = connectorFor(lines, withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    await expect(connecting).rejects.toMatchObject({
      code: "ssh-host-key-changed",
      message: expect.stringContaining(fingerprintOf(shown.public)),
    })
  })

  it("says what became of the log-in when the stricter attempt gets that far", async () => {
    const [ed25519, ecdsa] = [makeKeyPair(), ssh2.utils.generateKeyPairSync("ecdsa", { bits: 384 })]
    const gone = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 })
    const { port } = await sshServer({
      accepts: () => false,
      hostKeys: [ed25519.private, ecdsa.private],
    })
    const lines = [
      ...[gone, ecdsa].map((key) => `[${host}]:${port} ${key.public}`),
      `mbs02.example.edu ${ed25519.public}`,
    ]
    const connecting = connectorFor(lines, withKey).connect(targetAt(port), { timeoutMs: 10_000 })
    await expect(connecting).rejects.toMatchObject({ code: "ssh-auth" })
  })
})
