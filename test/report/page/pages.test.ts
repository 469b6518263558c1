import { describe, expect, it } from "vitest"
import { moodInks, verdictMoods } from "../../../src/report/moods.js"
import { checkPage } from "../../../src/report/page/checkPage.js"
import { rolloutPage } from "../../../src/report/page/rolloutPage.js"
import { statusPage } from "../../../src/report/page/statusPage.js"
import { serverVerdicts, severityOf } from "../../../src/status/verdicts.js"
import { statusSample } from "./sample.js"

const sample = statusSample(8)
const page = statusPage(sample, "1.2.3")

/** The text between the tags, white space folded. */
function textOf(markup: string): string {
  return markup
    .replaceAll(/<(style|script)>.*?<\/\1>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
}

function sectionOf(markup: string, id: string): string {
  return new RegExp(`<section id="${id}".*?</section>`, "s").exec(markup)?.[0] ?? ""
}

describe("the page of status", () => {
  it("is made of what --json prints, and of nothing else", () => {
    expect(statusPage(JSON.parse(JSON.stringify(sample)), "1.2.3")).toBe(page)
  })

  it("has a row a server with its verdict in words and by weight", () => {
    const rows = sectionOf(page, "servers").match(/<tr role="row" data-tag.*?<\/tr>/gs) ?? []
    expect(rows).toHaveLength(8)
    const weights = rows.map((row) => Number(/data-value="(\d+)"><div><span/.exec(row)?.[1]))
    expect(weights[3]).toBe(serverVerdicts.indexOf("other-certificate"))
    expect(textOf(rows[3] ?? "")).toMatch(
      /mbs004\.example\.edu mailbox ✕ other-certificate port 443 \(https\): serves another certificate 12 3 of 3/,
    )
  })

  it("shows each name under how the certificate has it", () => {
    const text = textOf(sectionOf(page, "coverage"))
    expect(text).toContain("2 of 3 names that the fleet needs are in the certificate.")
    expect(text).toContain("mail.example.edu ✓ exact common name")
    expect(text).toContain("imap.example.edu ✓ *.example.edu farm zimbra-proxy")
    expect(text).toMatch(/✕ missing additional/)
  })

  it("draws the chain with what was not sent", () => {
    const text = textOf(sectionOf(page, "chains"))
    expect(text).toMatch(/Example TLS CA 1 until 2031-01-01 \w+ missing: not sent signed by Example Root/)
    expect(text).toContain("not sent: clients have it")
  })

  it("has a row for each proxy of each domain, beside what was rolled out for it", () => {
    const section = sectionOf(page, "domains")
    expect(section.match(/<tr role="row" data-tag.*?<\/tr>/gs)).toHaveLength(2)
    const text = textOf(section)
    expect(text).toMatch(
      /art\.example\.edu prx01\.example\.edu ✓ current 12 2 of 2 1f1f1f1f1f1f1f1f nothing from here/,
    )
    expect(text).toMatch(
      /✕ name-mismatch port 443 \(https\): has no .* 12 2 of 2 2e2e2e2e2e2e2e2e 1f1f1f1f1f1f1f1f/,
    )
    expect(text).not.toContain("out.of.sight")
    expect(textOf(page)).toContain("domains current 1 of 2")
    const { domains: _domains, dane: _dane, ...without } = sample
    expect(sectionOf(statusPage(without, "1.2.3"), "domains")).toBe("")
  })

  it("says what senders that go by DANE make of each mail exchanger", () => {
    const text = textOf(sectionOf(page, "dane"))
    expect(text).toMatch(/_25\._tcp\.mx01\.example\.edu ✓ the key in use has one yes 3 1 1 1f1f/)
    expect(text).toMatch(/_25\._tcp\.mx02\.example\.edu ✕ none is that of the key in use not known/)
    expect(text).toContain("not of this fleet: backup.example.net receives for example.edu")
    const { dane: _dane, ...without } = sample
    expect(sectionOf(statusPage(without, "1.2.3"), "dane")).toBe("")
  })

  it("tells where names lead, by each view", () => {
    expect(textOf(sectionOf(page, "leads"))).toMatch(
      /Name inside outside Wanted for mail\.example\.edu farm zimbra-web 192\.0\.2\.10 ✕ nowhere common name/,
    )
  })

  it("says that a renewal is due where its day is past", () => {
    expect(textOf(page)).toContain("renew on 2027-04-08")
    const late = { ...sample, at: "2027-05-01T00:00:00.000Z" }
    expect(textOf(statusPage(late, "1.2.3"))).toContain("renewal due since 2027-04-08")
  })

  it("folds what many places say alike, and names the places", () => {
    const text = textOf(sectionOf(page, "findings"))
    expect(text.match(/serves another certificate/g)).toHaveLength(1)
    expect(text).toContain("mbs004.example.edu:443 (https)")
  })
})

describe("the page of a rollout", () => {
  const course = sample.rollout as NonNullable<typeof sample.rollout>
  const own = rolloutPage(course, "1.2.3")

  it("draws each host's phases with failures and undos, in bars and in words", () => {
    const bars = [...own.matchAll(/<rect class="phase ([\w-]+)" x=/g)].map(([, kind]) => kind)
    expect(bars).toEqual(["part1", "part2", "undo", "part1", "failed", "undo"])
    expect(own).toContain("deploy failed, 1.0 s: deploycrt exited with 1: &lt;b&gt;no&lt;/b&gt;")
    expect(textOf(own)).toContain("every changed server is called back: 1 of 2 hosts failed (allowed: 0)")
  })

  it("tells the warnings about servers", () => {
    expect(textOf(own)).toContain("! warning mbs004.example.edu: LDAP &lt;i&gt;has&lt;/i&gt; another pair")
  })

  it("gives a human the commands for a server that is stuck", () => {
    expect(textOf(own)).toMatch(
      /By hand on mbs004\.example\.edu As zimbra , to bring the old certificate back: zmcontrol restart/,
    )
  })

  it("shows where a run was cut off", () => {
    const cut = {
      ...course,
      runs: course.runs.map((run) => ({
        ...run,
        to: undefined,
        exitCode: undefined,
        hosts: run.hosts.map(({ outcome: _, ...host }) => ({
          ...{ ...host, outcome: undefined },
          phases: host.phases.map((phase, index) =>
            index === 2 ? ({ ...phase, to: undefined, state: "cut-off" } as const) : phase,
          ),
        })),
      })),
    }
    const text = rolloutPage(cut, "1.2.3")
    expect(text.match(/class="phase cut-off" x=/g)).toHaveLength(2)
    expect(text).toContain("it was cut off")
  })
})

describe("the page of a check", () => {
  it("says so where nothing was found", () => {
    const empty = checkPage({ version: 1, at: sample.at, certificates: [], findings: [] }, "1.2.3")
    expect(textOf(empty)).toContain("Nothing was found.")
  })
})

describe("moods", () => {
  it("stand in the order of weight, and are no milder than the severity", () => {
    expect(Object.keys(verdictMoods)).toEqual(serverVerdicts)
    for (const verdict of serverVerdicts) {
      const severity = severityOf(verdict)
      const wanted = severity === "error" ? "bad" : severity === "warning" ? "warn" : undefined
      if (wanted !== undefined) expect([verdict, verdictMoods[verdict]]).toEqual([verdict, wanted])
    }
    expect(Object.keys(moodInks)).toEqual(["good", "warn", "bad"])
  })
})
