import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { AcmeTransport } from "../../src/acme/transport.js"
import { calendarsByCa } from "../../src/local/calendarByCa.js"
import { localFiles } from "../../src/local/files.js"
import { issuanceDoors } from "../../src/local/issuance.js"
import { calendarOf } from "../../src/status/calendar.js"
import type { Outlook } from "../../src/status/outlook.js"
import { temporaryFolder } from "../cli/folder.js"
import { fleetOf } from "../fleet/fixtures.js"
import { newCa, realClock, served, today } from "../probe/material.js"
import { inUseOf } from "../renew/renewing.js"

const directory = "https://ca.example.edu/directory"
const window = { start: "2026-06-01T00:00:00Z", end: "2026-06-03T00:00:00Z" }
const yaml = `certificate:
  commonName: mail.example.edu
  issuer: { acme: { directory: ${directory} } }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`

let outlook: Outlook
beforeAll(async () => {
  const { cert } = await served(await newCa(), ["mail.example.edu"])
  const { leaf } = inUseOf(cert)
  const question = {
    now: new Date(today),
    notBefore: leaf.notBefore,
    endsFirst: leaf.notAfter,
    isPublic: true,
  }
  outlook = { assessment: { leaf }, question, calendar: calendarOf(question) } as Outlook
})

function scene(answer: (url: string) => { readonly status: number; readonly body: object }) {
  const folder = temporaryFolder()
  const asked: string[] = []
  const warnings: string[] = []
  writeFileSync(join(folder, "fleet.yaml"), yaml)
  const fleet = { ...fleetOf(yaml), file: join(folder, "fleet.yaml") }
  const send: AcmeTransport = async ({ url }) => {
    asked.push(url)
    const { body, status } = answer(url)
    return { url, status, headers: {}, body: JSON.stringify(body) }
  }
  const clock = { ...realClock, now: () => today }
  const processes = { find: async () => "missing" as const, run: async () => undefined }
  const machine = { files: localFiles, clock, env: {}, processes }
  const warn = (message: string): void => void warnings.push(message)
  const doors = { ...issuanceDoors(machine, fleet, { warn }), transport: () => send }
  return { asked, warnings, calendarFor: calendarsByCa(doors, fleet) }
}

const directoryBody = {
  newNonce: `${directory}/nonce`,
  newAccount: `${directory}/account`,
  newOrder: `${directory}/order`,
  renewalInfo: `${directory}/renewal-info`,
}

describe("calendarsByCa", () => {
  it("goes by the CA's window, and asks once however often it is looked at", async () => {
    const { asked, calendarFor } = scene((url) => ({
      ...{ status: 200, body: url === directory ? directoryBody : { suggestedWindow: window } },
    }))
    const [first] = (await calendarFor(outlook)).renewals
    expect(first).toMatchObject({
      at: new Date("2026-06-02T00:00:00Z"),
      window: { start: new Date(window.start) },
    })
    await calendarFor(outlook)
    expect(asked).toEqual([directory, expect.stringMatching(/\/renewal-info\/[\w-]+\.[\w-]+$/)])
  })

  it("stays by the lifetime, without a word, where the CA has none on a certificate of another CA's", async () => {
    const { calendarFor, warnings } = scene((url) =>
      url === directory ? { status: 200, body: directoryBody } : { status: 404, body: {} },
    )
    expect([await calendarFor(outlook), warnings]).toEqual([outlook.calendar, []])
  })

  it("stays by the lifetime where the CA does not answer, and says so", async () => {
    const { calendarFor, warnings } = scene(() => ({ status: 503, body: {} }))
    expect(await calendarFor(outlook)).toBe(outlook.calendar)
    expect(warnings).toEqual([expect.stringContaining("made without the CA's renewal information")])
  })
})
