import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { pageText } from "../../../src/report/page/document.js"
import { rolloutPage } from "../../../src/report/page/rolloutPage.js"
import { statusPage } from "../../../src/report/page/statusPage.js"
import { markup, statusSample } from "./sample.js"

const hash = (text = ""): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

const status = statusSample(8)
const pages = {
  status: statusPage(status, "1.2.3"),
  rollout: rolloutPage(status.rollout as never, "1.2.3"),
  empty: pageText({ title: markup, command: "certfleet", at: status.at, version: "1.2.3" }, undefined, []),
}

describe.each(Object.entries(pages))("a page (%s)", (_, page) => {
  const [styles, scripts] = ["style", "script"].map((tag) => [
    ...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs")),
  ])

  it("allows nothing but its one style and its one script, by their hashes", () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? []
    expect([styles?.length, scripts?.length]).toEqual([1, 1])
    expect(policy?.replaceAll("&#39;", "'").split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hash(styles?.[0]?.[1])}`,
      `script-src ${hash(scripts?.[0]?.[1])}`,
      "base-uri 'none'",
      "form-action 'none'",
    ])
  })

  it("has no handler, style or address in its markup: the policy would break them, or something would be loaded", () => {
    const body = page.replaceAll(/<(style|script)>.*?<\/\1>/gs, "")
    const tags = body.match(/<[^>]+>/g) ?? []
    const bare = tags.map((tag) => tag.replaceAll(/="[^"]*"/g, "="))
    expect(bare.filter((tag) => /\s(on\w+|style|src|srcset|action)=/.test(tag))).toEqual([])
    expect(tags.filter((tag) => /\shref="(?!#)/.test(tag))).toEqual([])
    expect(page).not.toMatch(/url\(|@import|https?:/)
  })

  it("leads every link of the page to something that is there, and has each anchor once", () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.filter((id) => !ids.includes(id))).toEqual([])
  })

  it("keeps names with markup text", () => {
    expect(page).not.toContain("<img")
    expect(page).not.toContain("<b>no</b>")
  })
})
