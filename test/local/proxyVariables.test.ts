import { describe, expect, it } from "vitest"
import { proxyByEnvironment } from "../../src/local/proxyVariables.js"

const ca = new URL("https://ca.example.edu/directory")

describe("proxyByEnvironment", () => {
  it("goes by lower case first, and by no variable that is empty", () => {
    const both = { https_proxy: "http://low:1", HTTPS_PROXY: "http://up:2" }
    expect(proxyByEnvironment(both)(ca)).toMatchObject({ host: "low", source: "https_proxy" })
    const empty = { https_proxy: "", HTTPS_PROXY: "http://up:2", no_proxy: "", NO_PROXY: "example.edu" }
    expect(proxyByEnvironment(empty)(ca)).toBeUndefined()
    expect(proxyByEnvironment({ ...empty, no_proxy: "other.test" })(ca)).toMatchObject({ host: "up" })
  })

  it("goes by neither ALL_PROXY nor http_proxy", () => {
    const others = { ALL_PROXY: "http://all:1", all_proxy: "http://all:1", http_proxy: "http://plain:1" }
    expect(proxyByEnvironment(others)(ca)).toBeUndefined()
  })

  it("minds a variable that names no HTTP proxy only where it is needed", () => {
    const choice = proxyByEnvironment({ HTTPS_PROXY: "socks5://u:s3cr3t@proxy:1080", NO_PROXY: "localhost" })
    expect(choice(new URL("https://localhost/"))).toBeUndefined()
    expect(() => choice(ca)).toThrow("HTTPS_PROXY names a proxy by socks5://")
  })
})
