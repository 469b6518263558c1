import { describe, expect, it } from "vitest"
import { isExcepted, parseProxy, proxyName } from "../../src/acme/proxy.js"

describe("parseProxy", () => {
  it.each([
    ["http://proxy.example.edu:3128", "proxy.example.edu", 3128],
    ["proxy.example.edu:3128", "proxy.example.edu", 3128],
    ["HTTP://proxy.example.edu:80/", "proxy.example.edu", 80],
    ["http://user:p%40ss@proxy.example.edu:8080", "proxy.example.edu", 8080],
    ["http://[2001:db8::1]:3128", "2001:db8::1", 3128],
    ["http://[2001:db8::1]", "2001:db8::1", 1080],
    ["proxy.example.edu", "proxy.example.edu", 1080],
  ])("reads host and port as curl does: %s", (text, host, port) => {
    expect(parseProxy(text, "HTTPS_PROXY")).toMatchObject({ host, port })
  })

  it("takes user and password apart, and shows neither", () => {
    const proxy = parseProxy("http://op%3A%40:p%C3%A4ss%2Fw@proxy.example.edu:3128", "HTTPS_PROXY")
    expect([proxy.user, proxy.password?.revealText()]).toEqual(["op:@", "päss/w"])
    expect(`${proxyName(proxy)} ${JSON.stringify(proxy)}`).not.toMatch(/p(?:ä|%C3%A4)ss/)
    expect(parseProxy("http://user@proxy.example.edu:3128", "x").password?.revealText()).toBe("")
  })

  it.each(["https://u:hidden@proxy.example.edu:443", "socks5://u:hidden@127.0.0.1:1080", "http://u:hidden@"])(
    "refuses what it does not speak without a word of what stands there: %s",
    (text) => {
      let thrown: unknown
      try {
        parseProxy(text, "https_proxy")
      } catch (error) {
        thrown = error
      }
      expect(thrown).toMatchObject({ code: "config", message: expect.stringContaining("https_proxy") })
      const { hint, message } = thrown as { readonly hint: string; readonly message: string }
      expect(`${message} ${hint}`).not.toContain("hidden")
    },
  )
})

describe("isExcepted", () => {
  it.each([
    ["ca.example.edu", "ca.example.edu"],
    ["CA.example.edu", "other.test, EXAMPLE.edu"],
    ["ca.example.edu", ".example.edu"],
    ["ca.example.edu.", "example.edu."],
    ["ca.example.edu", "*"],
    ["127.0.0.1", "localhost,127.0.0.1"],
    ["192.0.2.77", "192.0.2.0/24"],
    ["[2001:db8::1]", "2001:db8::/32"],
    ["[2001:db8::1]", "2001:DB8:0::1"],
  ])("leaves out %s for %s", (host, list) => {
    expect(isExcepted(host, list)).toBe(true)
  })

  it.each([
    ["ca.example.edu", ""],
    ["caexample.edu", "example.edu"],
    ["example.edu", "ca.example.edu"],
    ["ca.example.edu", "*.example.edu"],
    ["192.0.3.1", "192.0.2.0/24"],
    ["192.0.2.1", "192.0.2"],
    ["192.0.2.1", "192.0.2.0/99"],
    ["[2001:db9::1]", "2001:db8::/32"],
    ["ca.example.edu", "other.test,*"],
  ])("asks by the proxy for %s in spite of %s", (host, list) => {
    expect(isExcepted(host, list)).toBe(false)
  })
})
