import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { html, verbatim } from "../../../src/report/page/html.js"

describe("html", () => {
  it("makes text of every value, inside of attributes, too", () => {
    const name = `"><script>alert('x')</script>&amp;`
    const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;"
    expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`)
  })

  it("keeps pieces, lists and numbers, and leaves out what is not there", () => {
    const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`)
    expect(html`<ul>${items}${undefined}${false}${3}</ul>`.text).toBe(
      "<ul><li>a</li><li>&lt;b&gt;</li>3</ul>",
    )
    expect(html`${verbatim("<hr>")}`.text).toBe("<hr>")
  })

  it("shows what would turn the writing direction or hide", () => {
    expect(html`${"mail\u202egro.elpmaxe\u0000"}`.text).toBe("mail\\u202egro.elpmaxe\\u0000")
  })

  it("lets no text open a tag or leave an attribute", () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(html`${text}`.text)))
  })
})
