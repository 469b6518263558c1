import { existsSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { beforeEach, describe, expect, it } from "vitest"
import { type ErrorCode, ToolError } from "../../src/errors.js"
import type { Fleet } from "../../src/fleet/types.js"
import { OrderJournal } from "../../src/issuance/journal/orderJournal.js"
import { type Ordered, type OrderInputs, orderCertificate } from "../../src/issuance/order.js"
import { precheckFindings } from "../../src/issuance/prechecks/findings.js"
import { localFiles } from "../../src/local/files.js"
import { Secret } from "../../src/secret.js"
import { temporaryFolder } from "../cli/folder.js"
import { fleetOf } from "../fleet/fixtures.js"
import { Mortal } from "../support/mortal.js"
import { VirtualClock } from "../support/virtualClock.js"
import { BookCa, lost, unreachable } from "./bookCa.js"

const text = `certificate:
  commonName: mail.example.edu
  key: ec-p256
  additionalNames: [imap.example.edu]
  profile: private
servers:
  - host: mbs01.example.edu
    roles: [mailbox]
`

const minute = 60_000

let folder: string
let fleet: Fleet
let clock: VirtualClock
let ca: BookCa
beforeEach(async () => {
  folder = temporaryFolder()
  fleet = { ...fleetOf(text), file: join(folder, "fleet.yaml") }
  clock = new VirtualClock()
  ca = await BookCa.open(clock)
  writeFileSync(join(folder, "root.pem"), ca.root)
})

async function order(more: Partial<OrderInputs> = {}, life = new Mortal()): Promise<Ordered> {
  const doors = { files: life.files, clock, openLog: life.openLog }
  const journal = await OrderJournal.open(fleet, doors)
  try {
    return await orderCertificate({
      ...{ fleet, journal, files: life.files, clock, issuer: ca },
      deadline: clock.now() + 10 * minute,
      criteria: { trust: join(folder, "root.pem") },
      passphrase: () => Promise.reject(new Error("no key here is encrypted")),
      ...more,
    })
  } finally {
    await journal.close()
  }
}

function journalTypes(): string[] {
  const file = join(folder, "certificates/mail.example.edu/orders.jsonl")
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).type)
}

describe("orderCertificate", () => {
  it("makes key and CSR, orders, imports, and has each step in the journal before it is taken", async () => {
    let beforePlacing: string[] = []
    const place = ca.place.bind(ca)
    ca.place = (request) => {
      beforePlacing = journalTypes()
      return place(request)
    }
    const { bundle, findings, request } = await order()
    expect(beforePlacing).toEqual(["intent"])
    expect(journalTypes()).toEqual(["intent", "placed", "published", "issued", "imported"])
    expect(findings.filter(({ severity }) => severity !== "notice")).toEqual([])
    expect(readdirSync(bundle?.folder ?? "").sort()).toEqual([
      "commercial.crt",
      "commercial.key",
      "commercial_ca.crt",
    ])
    expect(existsSync(join(request?.folder ?? "", "delivered.pem"))).toBe(true)
  })

  it("comes to one order at the CA and one bundle, before whichever of its steps it is killed", async () => {
    const whole = new Mortal()
    await order({}, whole)
    expect(whole.steps).toBeGreaterThan(20)
    for (let dies = 0; dies < whole.steps; dies++) {
      folder = temporaryFolder()
      fleet = { ...fleet, file: join(folder, "fleet.yaml") }
      ca = await BookCa.open(clock)
      writeFileSync(join(folder, "root.pem"), ca.root)
      await expect(order({}, new Mortal(dies))).rejects.toThrow("killed")
      const { bundle } = await order()
      expect({ dies, orders: ca.book.length, folder: bundle?.folder }).toEqual({
        dies,
        orders: 1,
        folder: expect.stringContaining("certificates/mail.example.edu/"),
      })
      const bundles = readdirSync(join(folder, "certificates/mail.example.edu")).filter((name) =>
        existsSync(join(folder, "certificates/mail.example.edu", name, "commercial_ca.crt")),
      )
      expect({ dies, bundles }).toEqual({ dies, bundles: [expect.stringMatching(/^\d{4}-\d\d-\d\d-/)] })
    }
  })

  it("opens an encrypted key before it orders, and asks for its passphrase once", async () => {
    const newKeyPassphrase = new Secret("correct horse")
    const asked: string[] = []
    const answer = (text: string) => async (file: string) => {
      asked.push(file)
      return new Secret(text)
    }
    const wrong = order({ newKeyPassphrase, passphrase: answer("wrong") })
    await expect(wrong).rejects.toMatchObject({ code: "passphrase", exitCode: 2 })
    expect(ca.book).toEqual([])
    asked.splice(0)
    const { bundle, request } = await order({ passphrase: answer("correct horse") })
    expect(bundle).toBeDefined()
    expect(asked).toEqual([request?.keyFile])
  })

  it("takes up the newest request that asks for the names of fleet.yaml, and none that was used", async () => {
    const first = await order()
    expect((await order()).bundle?.folder).toBe(first.bundle?.folder)
    expect(ca.book).toHaveLength(1)
    const second = await order({ force: true })
    expect(second.request?.folder).not.toBe(first.request?.folder)
    expect(ca.book.map(({ replaces }) => replaces)).toEqual([
      undefined,
      first.bundle?.assembled.leaf.fingerprint,
    ])
  })

  it("finds the order again whose answer was lost, and sends it again where the CA never had it", async () => {
    ca.troubles.push({ at: "place-after", error: lost })
    expect((await order()).bundle).toBeDefined()
    expect(ca.book).toHaveLength(1)
    ca.troubles.push({ at: "place-before", error: lost })
    expect((await order({ force: true })).bundle).toBeDefined()
    expect(ca.book).toHaveLength(2)
  })

  it("waits while the CA is away, and leaves the order open where that takes too long", async () => {
    ca.troubles.push({ at: "place-before", error: unreachable }, { at: "advance", error: unreachable })
    const told: string[] = []
    await order({ watch: (step) => void told.push(step.type) })
    expect(told.filter((type) => type === "trouble")).toHaveLength(2)
    for (let nth = 0; nth < 30; nth++) ca.troubles.push({ at: "place-before", error: unreachable })
    await expect(order({ force: true })).rejects.toMatchObject({ code: "ca-unreachable" })
    expect(journalTypes().at(-1)).toBe("intent")
    ca.troubles.length = 0
    expect((await order()).bundle).toBeDefined()
    expect(ca.book).toHaveLength(2)
  })

  it.each<ErrorCode>(["ca-untrusted", "ca-not-found"])(
    "waits for nothing that stays as it is, and leaves the order open: %s",
    async (code) => {
      const error = new ToolError(code, "not the CA")
      ca.troubles.push({ at: "place-before", error })
      const began = clock.now()
      await expect(order()).rejects.toBe(error)
      expect([clock.now(), journalTypes()]).toEqual([began, ["intent"]])
      expect((await order()).bundle).toBeDefined()
    },
  )

  it("ends an order that the CA refuses; the next call begins another", async () => {
    const refusal = new ToolError("ca-refused", "the order: refused with 403: no such profile")
    ca.troubles.push({ at: "place-before", error: refusal })
    await expect(order()).rejects.toBe(refusal)
    expect(journalTypes()).toEqual(["intent", "ended"])
    expect((await order()).bundle).toBeDefined()
    expect(readdirSync(join(folder, "certificates/mail.example.edu")).filter(isRequest)).toHaveLength(1)
  })

  it.each<readonly [ErrorCode, string]>([
    ["ca-refused", "the orders for mail.example.edu: refused with 403: access denied"],
    ["config", "DigiCert's API key: the variable KEY is not set"],
  ])(
    "keeps an order open whose answer was lost, where the CA does not say whether it has it (%s)",
    async (code, text) => {
      const refusal = new ToolError(code, text)
      ca.troubles.push({ at: "place-after", error: lost }, { at: "find", error: refusal })
      await expect(order()).rejects.toBe(refusal)
      ca.troubles.push({ at: "find", error: refusal })
      await expect(order()).rejects.toBe(refusal)
      expect(journalTypes()).toEqual(["intent"])
      expect((await order()).bundle).toBeDefined()
      expect(ca.book).toHaveLength(1)
    },
  )

  it("looks as often as the CA wants until there is no time left, and goes on the next time", async () => {
    const pending = { kind: "pending", status: "processing", askAgainMs: 4 * minute } as const
    ca.standings = [pending, pending, pending, pending]
    expect((await order()).outcome).toMatchObject({ kind: "pending", status: "processing" })
    expect(ca.book[0]?.looks).toBe(3)
    expect((await order()).bundle).toBeDefined()
    expect(journalTypes()).toEqual(["intent", "placed", "published", "standing", "issued", "imported"])
  })

  it("ends at once where it is interrupted, and goes on with the same order the next time", async () => {
    ca.standings = [{ kind: "pending", status: "processing", askAgainMs: 4 * minute }]
    const interruption = new AbortController()
    const reason = new ToolError("cancelled", "interrupted")
    const watch = ({ type }: { readonly type: string }): void => {
      if (type === "standing") interruption.abort(reason)
    }
    await expect(order({ signal: interruption.signal, watch })).rejects.toBe(reason)
    expect((await order()).bundle).toBeDefined()
    expect(ca.book).toHaveLength(1)
  })

  it("sends nothing that every CA would refuse, says what is in the way, and does it all the same where that is forced", async () => {
    const subject = { kind: "input", name: "mail.example.edu" } as const
    const facts = { name: "mail.example.edu", at: "example.edu", allowed: [], ca: "ca.example.edu" }
    const lookAhead = async () => [precheckFindings.caaForbids(subject, facts)]
    const { findings, outcome } = await order({ lookAhead })
    expect([outcome, findings.map(({ code }) => code), ca.book.length]).toEqual([
      undefined,
      ["order-caa-forbids"],
      0,
    ])
    expect((await order({ lookAhead, force: true })).bundle).toBeDefined()
  })

  it("says what a human has to do at the CA, and goes on once that is done", async () => {
    ca.standings = [{ kind: "needs-human", status: "needs_approval", todo: "approve it" }]
    expect((await order()).outcome).toMatchObject({ kind: "needs-human", todo: "approve it" })
    expect((await order()).bundle).toBeDefined()
    expect(ca.book).toHaveLength(1)
  })

  it("says why an order failed; the next call begins another with the same request", async () => {
    ca.standings = [{ kind: "failed", status: "invalid", reasons: ["mail.example.edu: no TXT record"] }]
    const { outcome, request } = await order()
    expect(outcome).toMatchObject({ kind: "failed", reasons: ["mail.example.edu: no TXT record"] })
    ca.standings = []
    const again = await order()
    expect([again.request?.folder, ca.book.length]).toEqual([request?.folder, 2])
  })

  it("does not import what differs from the CSR, however often it is called", async () => {
    const advance = ca.advance.bind(ca)
    ca.advance = async (placed, request) => {
      const standing = await advance(placed, request)
      return standing.kind === "issued" ? { ...standing, differences: ["it has another key"] } : standing
    }
    for (let nth = 1; nth <= 2; nth++) {
      const { bundle, outcome } = await order()
      expect([bundle, outcome]).toEqual([
        undefined,
        expect.objectContaining({ differences: ["it has another key"] }),
      ])
    }
    expect(ca.book).toHaveLength(1)
  })

  it("gives the open order up where that is forced, and refuses another request without", async () => {
    const pending = { kind: "pending", status: "processing", askAgainMs: 60 * minute } as const
    ca.standings = [pending]
    const { request } = await order()
    const { request: other } = await otherRequest()
    await expect(order({ folder: other })).rejects.toThrow("is open, and not for this CSR")
    ca.standings = []
    const { request: taken } = await order({ folder: other, force: true })
    expect([taken?.folder, taken?.folder === request?.folder]).toEqual([other, false])
    expect(journalTypes().slice(0, 6)).toEqual([
      ...["intent", "placed", "published", "standing", "ended", "intent"],
    ])
  })

  it("takes up no order of another CA", async () => {
    ca.standings = [{ kind: "pending", status: "processing", askAgainMs: 60 * minute }]
    await order()
    const elsewhere = Object.assign(await BookCa.open(clock), { where: "https://other.example.edu/dir" })
    await expect(order({ issuer: elsewhere })).rejects.toThrow("is open at https://ca.example.edu")
    expect(elsewhere.book).toHaveLength(0)
  })

  it.each(["by its path", "by a link"])(
    "removes, writes and reads nothing where an edited journal leads out of fleet.yaml's folder %s",
    async (way) => {
      ca.standings = [{ kind: "pending", status: "processing", askAgainMs: 60 * minute }]
      const { request } = await order()
      const elsewhere = join(temporaryFolder(), "kept")
      const mine = request?.folder ?? ""
      renameSync(mine, elsewhere)
      writeFileSync(join(elsewhere, "delivered.pem"), "precious")
      if (way === "by a link") symlinkSync(elsewhere, mine)
      else edit(relative(folder, mine), relative(folder, elsewhere))
      const named = way === "by a link" ? mine : elsewhere
      await expect(order()).rejects.toMatchObject({
        ...{ code: "unreadable", message: expect.stringMatching(/orders\.jsonl leads out of .*: \//) },
        hint: expect.stringContaining(
          `if that is right, name it: certfleet order ${named} --fleet ${join(folder, "fleet.yaml")}; else`,
        ),
      })
      expect(readFileSync(join(elsewhere, "delivered.pem"), "utf8")).toBe("precious")
      const { bundle } = await order({ folder: named })
      expect([bundle !== undefined, ca.book.length]).toEqual([true, 1])
      expect((await order({ folder: named })).isEarlier).toBe(true)
      await expect(order()).rejects.toMatchObject({ code: "unreadable" })
    },
  )

  it("orders nothing where the journal leads to a certificate that is elsewhere", async () => {
    const { bundle } = await order()
    const mine = bundle?.folder ?? ""
    const elsewhere = join(temporaryFolder(), "other")
    renameSync(mine, elsewhere)
    edit(relative(folder, mine), relative(folder, elsewhere))
    await expect(order()).rejects.toMatchObject({ code: "unreadable" })
    expect(ca.book).toHaveLength(1)
  })

  it("follows a link that the whole folder of certificates is", async () => {
    const elsewhere = temporaryFolder()
    symlinkSync(elsewhere, join(folder, "certificates"))
    expect((await order()).bundle).toBeDefined()
    expect((await order()).isEarlier).toBe(true)
  })

  it("goes on after a line of its journal that power loss tore in two, and refuses one that was edited", async () => {
    ca.standings = [{ kind: "pending", status: "processing", askAgainMs: 60 * minute }]
    await order()
    const file = join(folder, "certificates/mail.example.edu/orders.jsonl")
    const whole = readFileSync(file, "utf8")
    writeFileSync(file, `${whole}{"seq":5,"ti`)
    expect((await order()).bundle).toBeDefined()
    writeFileSync(file, whole.split("\n").toSpliced(1, 1).join("\n"))
    await expect(order()).rejects.toThrow("entry 2 is missing")
    writeFileSync(file, whole.replace('"placed"', '"put"'))
    await expect(order()).rejects.toThrow("line 2 is not as this version of certfleet writes it")
  })
})

/** The journal with other words in it. */
function edit(before: string, after: string): void {
  const file = join(folder, "certificates/mail.example.edu/orders.jsonl")
  const text = readFileSync(file, "utf8")
  expect(text).toContain(before)
  writeFileSync(file, text.replaceAll(before, after))
}

function isRequest(name: string): boolean {
  return name.startsWith("request-")
}

/** Another request of the fleet's, as `csr` writes it. */
async function otherRequest(): Promise<{ readonly request: string }> {
  const { planCsr } = await import("../../src/csr/plan.js")
  const { csrRequestOf } = await import("../../src/fleet/csrRequest.js")
  const { makeRequest } = await import("../../src/issuance/requests.js")
  const { plan } = planCsr(csrRequestOf(fleet))
  if (plan === undefined) throw new Error("no plan")
  const place = join(folder, "certificates/mail.example.edu/request-by-hand")
  return { request: (await makeRequest(plan, { folder: place, files: localFiles })).folder }
}
