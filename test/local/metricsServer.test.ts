import { describe, expect, it } from "vitest"
import { listenAddress } from "../../src/cli/status/options.js"
import { metricsServer } from "../../src/local/metricsServer.js"

describe("metricsServer", () => {
  it("serves the last text at /metrics and nothing elsewhere, on loopback unless told", async () => {
    let text = "one 1\n"
    const server = await metricsServer(listenAddress("0"), () => text)
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
      expect(await (await fetch(server.url)).text()).toBe("one 1\n")
      text = "two 2\n"
      const answer = await fetch(server.url)
      expect([answer.headers.get("content-type"), await answer.text()]).toEqual([
        "text/plain; version=0.0.4; charset=utf-8",
        "two 2\n",
      ])
      expect((await fetch(server.url.replace("/metrics", "/"))).status).toBe(404)
      expect((await fetch(server.url, { method: "POST" })).status).toBe(404)
    } finally {
      await server.close()
    }
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it("says which port is taken", async () => {
    const one = await metricsServer(listenAddress("[::1]:0"), () => "")
    const port = Number(new URL(one.url).port)
    await expect(metricsServer({ address: "::1", port }, () => "")).rejects.toThrow(
      `cannot listen on [::1]:${port}: EADDRINUSE`,
    )
    await one.close()
  })

  it.each(["", "mail:80", "1.2.3.4", "70000"])("is not told where to listen by %j", (word) => {
    expect(() => listenAddress(word)).toThrow(/neither a port nor ADDRESS:PORT/)
  })
})
