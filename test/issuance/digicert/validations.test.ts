import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { csrFor } from "../../acme/scene.js"
import { days, openScene, type Scene } from "./scene.js"

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.standIn.stop())

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

function domain(
  name: string,
  made: string,
  until: string,
  { status = "active", dcv = "complete" } = {},
): void {
  scene.standIn.validations.domains.set(name, { status, dcv, made: at(made), until: at(until) })
}

async function findings(names = ["mail.example.edu"], product = "ssl_securesite_flex") {
  const found = await scene.issuer({ product }).check({ csr: await csrFor(names) })
  return found.map(({ code, message }) => `${code}: ${message}`)
}

// The clock stands at 2026-11-23T12:00:00Z.
describe("validations", () => {
  it("that hold are nothing to tell", async () => {
    domain("example.edu", "2026-11-01", "2027-05-20")
    expect(await findings(["mail.example.edu", "example.edu"])).toEqual([])
  })

  it("that end within 30 days are a warning, and one for each domain", async () => {
    domain("example.edu", "2026-06-05", "2026-12-22")
    expect(await findings(["mail.example.edu", "imap.example.edu"])).toEqual([
      "order-validation-ends: the validation of example.edu ends on 2026-12-22, in 28 days",
    ])
  })

  it.each([
    ["2026-11-23", "order-validation-ended: the validation of example.edu has ended on 2026-11-23"],
    ["2026-12-24", "order-validation-ends: the validation of example.edu ends on 2026-12-24, in 30 days"],
  ])("are told of by the day: %s", async (until, told) => {
    domain("example.edu", "2026-11-01", until)
    expect(await findings()).toEqual([told])
  })

  it("are usable for 200 days now, whatever the account says", async () => {
    domain("example.edu", "2026-05-01", "2027-05-01")
    expect(await findings()).toEqual([
      "order-validation-ended: the validation of example.edu has ended on 2026-11-17",
    ])
  })

  it("end with the day on which a shorter rule comes into force", async () => {
    await scene.clock.sleep(days(100))
    // 2027-03-03: made 150 days before, usable for 200; from 2027-03-15 on for 100.
    domain("example.edu", "2026-10-04", "2027-04-22")
    expect(await findings()).toEqual([
      "order-validation-ends: the validation of example.edu ends on 2027-03-15, in 11 days",
    ])
  })

  it("outlive a shorter rule that they are young enough for", async () => {
    await scene.clock.sleep(days(100))
    domain("example.edu", "2027-03-01", "2027-09-17")
    expect(await findings()).toEqual([])
  })

  it("are 10 days from 2029-03-15 on", async () => {
    await scene.clock.sleep(at("2029-03-16") - scene.clock.now())
    scene.standIn.validations.organizationUntil = at("2030-01-01")
    domain("example.edu", "2029-03-12", "2029-09-01")
    expect(await findings()).toEqual([
      "order-validation-ends: the validation of example.edu ends on 2029-03-22, in 6 days",
    ])
  })

  it.each([
    [{ status: "pending" }, "pending, DCV complete"],
    [{ dcv: "expired" }, "active, DCV expired"],
    [{ status: "somehow" }, "somehow, DCV complete"],
  ])("that are not complete are errors, with the status as it is: %j", async (state, shown) => {
    domain("example.edu", "2026-11-01", "2027-05-20", state)
    expect(await findings()).toEqual([`order-unvalidated: example.edu is not validated for OV: ${shown}`])
  })

  it("are those of the closest domain; a name under none is an error", async () => {
    domain("example.edu", "2026-11-01", "2027-05-20")
    domain("lab.example.edu", "2026-11-01", "2027-05-20", { status: "pending" })
    expect(await findings(["mail.example.edu", "mx.lab.example.edu", "mail.notexample.edu"])).toEqual([
      "order-domain-unknown: mail.notexample.edu is under no domain of the CertCentral account",
      "order-unvalidated: lab.example.edu is not validated for OV: pending, DCV complete",
    ])
  })

  it("are the organization's, too, by the kind that the product needs", async () => {
    domain("example.edu", "2026-11-01", "2027-05-20")
    scene.standIn.validations.organization = "pending"
    expect(await findings()).toEqual([
      "order-unvalidated: organization 112233 is not validated for OV: pending",
    ])
    expect(await findings(["mail.example.edu"], "ssl_ev_securesite_flex")).toEqual([
      "order-unvalidated: organization 112233 is not validated for EV: not submitted",
      "order-unvalidated: example.edu is not validated for EV: not submitted",
    ])
  })

  it("of domains alone are used again by no product: nothing is looked up", async () => {
    expect(await findings(["mail.example.edu"], "ssl_dv_geotrust_flex")).toEqual([])
    expect(scene.standIn.asked).toEqual([])
  })

  it("without an end are not taken for valid", async () => {
    domain("example.edu", "2026-11-01", "2027-05-20")
    scene.standIn.next(/organization/, {
      status: 200,
      body: { validations: [{ type: "ov", status: "active" }] },
    })
    expect(await findings()).toEqual([
      "order-validation-unknown: could not check until when organization 112233 is validated: DigiCert does not say",
    ])
  })
})
