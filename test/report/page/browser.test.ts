import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import axe from "axe-core"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { deliveredAt } from "../../../certs-fixtures/recipes.js"
import { rolloutPage } from "../../../src/report/page/rolloutPage.js"
import { statusPage } from "../../../src/report/page/statusPage.js"
import { temporaryFolder } from "../../cli/folder.js"
import { runCli } from "../../cli/testIo.js"
import { chromiumPath, startChromium } from "../../support/chromium.js"
import { statusSample } from "./sample.js"

const fixtures = join(import.meta.dirname, "../../../certs-fixtures")
const wide = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }

/** What axe calls serious or critical, everything unfolded. */
async function heavyIn(page: Page): Promise<readonly string[]> {
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
  await page.evaluate(axe.source)
  const { violations, passes }: axe.AxeResults = await page.evaluate("axe.run()")
  expect(passes.map(({ id }) => id)).toContain("color-contrast")
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

describe.skipIf(chromiumPath === undefined)("the page in a browser (needs chromium)", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser?.close())

  /** Opens the page from disk; `said` fills with everything that the console, the policy or the network has to say. */
  async function open(
    servers: number,
    options: BrowserContextOptions = {},
  ): Promise<{ readonly page: Page; readonly said: readonly string[] }> {
    const file = join(temporaryFolder(), `${servers}.html`)
    writeFileSync(file, statusPage(statusSample(servers), "1.2.3"))
    const page = await (await browser.newContext({ viewport: wide, ...options })).newPage()
    const said: string[] = []
    const url = pathToFileURL(file).href
    page.on("console", (message) => said.push(message.text()))
    page.on("pageerror", (error) => said.push(String(error)))
    page.on("request", (request) => request.url().split("#")[0] !== url && said.push(request.url()))
    await page.goto(url)
    return { page, said }
  }

  const shownHosts = (page: Page): Promise<string[]> =>
    page.locator("#fleet-table tbody tr:visible th").allTextContents()

  it("opens from disk, asks for nothing else and has nothing to complain of", async () => {
    const { page, said } = await open(12)
    expect(await page.title()).toBe("mail.example.edu")
    expect(await shownHosts(page)).toHaveLength(12)
    expect(said).toEqual([])
    await page.context().close()
  })

  it("keeps names with markup text", async () => {
    const { page } = await open(12)
    expect(await page.locator("img").count()).toBe(0)
    expect(await page.locator("#coverage").textContent()).toContain('<img src=x onerror="alert(')
    await page.context().close()
  })

  it("sorts by a column and the other way round, by keyboard, and says so", async () => {
    const { page } = await open(12)
    const title = page.locator("#fleet-table th", { hasText: "Verdict" })
    await title.locator("button").focus()
    await page.keyboard.press("Enter")
    expect(await title.getAttribute("aria-sort")).toBe("ascending")
    expect((await shownHosts(page)).slice(0, 2)).toEqual(["mbs004.example.edu", "mbs011.example.edu"])
    await page.keyboard.press("Enter")
    expect(await title.getAttribute("aria-sort")).toBe("descending")
    expect((await shownHosts(page)).slice(-2).sort()).toEqual(["mbs004.example.edu", "mbs011.example.edu"])
    await page.context().close()
  })

  it("filters by words and by verdict, and says how many are left", async () => {
    const { page } = await open(12)
    const box = page.locator(".filter[data-for=fleet-table]")
    await box.locator("select").selectOption("other-certificate")
    expect(await shownHosts(page)).toEqual(["mbs004.example.edu", "mbs011.example.edu"])
    await box.locator("input").fill("MBS011 mailbox")
    expect(await shownHosts(page)).toEqual(["mbs011.example.edu"])
    expect(await box.locator("output").textContent()).toBe("1 of 12 shown")
    await page.context().close()
  })

  it("unfolds a server that its name leads to", async () => {
    const { page } = await open(12)
    await page.locator("#fleet-table a", { hasText: "mbs004" }).click()
    expect(await page.locator("details.server[open] summary").allTextContents()).toEqual([
      expect.stringContaining("mbs004.example.edu"),
    ])
    await page.context().close()
  })

  it("switches between light and dark, whatever the system prefers", async () => {
    const { page } = await open(12, { colorScheme: "dark" })
    const colour = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    const dark = await colour()
    await page.getByRole("button", { name: "Light colours" }).click()
    expect(await colour()).not.toBe(dark)
    await page.getByRole("button", { name: "Dark colours" }).click()
    expect(await colour()).toBe(dark)
    await page.context().close()
  })

  it("is whole without its script", async () => {
    const { page } = await open(12, { javaScriptEnabled: false })
    expect(await shownHosts(page)).toHaveLength(12)
    expect(await page.locator("button:visible, input:visible").count()).toBe(0)
    await page.context().close()
  })

  it.each([
    ["light", wide],
    ["dark", wide],
    ["light", phone],
    ["dark", phone],
  ] as const)("has nothing serious for axe to find in %s colours, %o", async (colorScheme, viewport) => {
    const { page } = await open(12, { colorScheme, viewport })
    expect(await heavyIn(page)).toEqual([])
    await page.context().close()
  })

  it.each(["light", "dark"] as const)(
    "has none in the pages of other commands, either, in %s colours",
    async (colorScheme) => {
      const cwd = temporaryFolder()
      const now = deliveredAt.getTime()
      const trust = ["--trust", join(fixtures, "certs/root-g2.pem")]
      await runCli(
        ["check", join(fixtures, "deliveries/as-it-should-be"), ...trust, "--html", "check.html"],
        { cwd, now },
      )
      await runCli(["lint", join(fixtures, "certs"), "--no-config", "--html", "lint.html"], { cwd, now })
      writeFileSync(join(cwd, "rollout.html"), rolloutPage(statusSample(2).rollout as never, "1.2.3"))
      const page = await (await browser.newContext({ viewport: wide, colorScheme })).newPage()
      for (const name of ["check", "lint", "rollout"]) {
        await page.goto(pathToFileURL(join(cwd, `${name}.html`)).href)
        expect([name, await heavyIn(page)]).toEqual([name, []])
      }
      await page.context().close()
    },
  )

  it.each([wide, phone])("is no wider than %o, nor any part of it than its frame", async (viewport) => {
    const { page } = await open(12, { viewport })
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width)
    const sections = "[...document.querySelectorAll('section')]"
    expect(
      await page.evaluate(
        `${sections}.filter((one) => one.scrollWidth > one.clientWidth).map(({ id }) => id)`,
      ),
    ).toEqual([])
    await page.context().close()
  })

  it("scrolls over 200 servers without laying anything out anew", async () => {
    const { page } = await open(200)
    const devTools = await page.context().newCDPSession(page)
    await devTools.send("Performance.enable")
    const work = async () => {
      const { metrics } = await devTools.send("Performance.getMetrics")
      const counted = ["LayoutCount", "RecalcStyleCount"]
      return metrics.filter(({ name }) => counted.includes(name)).map(({ value }) => value)
    }
    const scroll = `(async () => {
      scrollTo(0, 0)
      let steps = 0
      for (; scrollY + innerHeight < document.documentElement.scrollHeight - 1; steps += 1) {
        scrollBy(0, innerHeight / 2)
        await new Promise(requestAnimationFrame)
      }
      return steps
    })()`
    expect(await page.evaluate(scroll)).toBeGreaterThan(20)
    const before = await work()
    expect(before).toHaveLength(2)
    await page.evaluate(scroll)
    expect(await work()).toEqual(before)
    // What counts nothing would have found nothing.
    await page.evaluate("document.body.style.paddingLeft = '1px'; document.body.offsetWidth")
    expect(await work()).not.toEqual(before)
    await page.context().close()
  })

  it("prints every server, in dark on white", async () => {
    const { page } = await open(12, { colorScheme: "dark" })
    await page.emulateMedia({ media: "print" })
    expect(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    )
    expect(await shownHosts(page)).toHaveLength(12)
    expect(await page.locator("nav, .filter, .theme").filter({ visible: true }).count()).toBe(0)
    await page.context().close()
  })
})
