import ssh2 from "ssh2"
import { describe, expect, it } from "vitest"
import { makeKeyPair } from "../../src/demo/sshServer.js"

describe("makeKeyPair", () => {
  it("makes only keys that can be read", () => {
    const unreadable = Array.from({ length: 2000 }, makeKeyPair).filter(
      (pair) =>
        ssh2.utils.parseKey(pair.private) instanceof Error ||
        ssh2.utils.parseKey(pair.public) instanceof Error,
    )
    expect(unreadable).toEqual([])
  })
})
