import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import type { InUse } from "../../src/bundle/compare.js"
import { certificateIn } from "../../src/bundle/held.js"
import type { ExitCode } from "../../src/errors.js"
import type { Finding } from "../../src/finding.js"
import type { Domain, Fleet } from "../../src/fleet/types.js"
import type { Issuer } from "../../src/issuance/issuer.js"
import { localFiles } from "../../src/local/files.js"
import { renew } from "../../src/renew/renew.js"
import type { RenewChoices, RenewDoors, RenewResult } from "../../src/renew/run.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"
import { temporaryFolder } from "../cli/folder.js"
import { fleetOf } from "../fleet/fixtures.js"
import { BookCa } from "../issuance/bookCa.js"
import { served } from "../probe/material.js"
import { Mortal } from "../support/mortal.js"
import type { VirtualClock } from "../support/virtualClock.js"

export const hourMs = 60 * 60_000
export const dayMs = 24 * hourMs

const text = (windows: string): string => `certificate:
  commonName: mail.example.edu
  key: ec-p256
  additionalNames: [imap.example.edu]
servers:
  - host: mbs01.example.edu
    roles: [mailbox]
rollout:
  windows: [${windows}]
`

/**
 * A fleet of one server that serves what was rolled out to it. Its rollouts leave journals as real ones do; how real rollouts
 * go and end is the matter of other tests.
 */
export class RenewingScene {
  readonly folder = temporaryFolder()
  readonly clock: VirtualClock
  readonly ca: BookCa
  readonly fleet: Fleet
  /** Whose own certificate is renewed, where it is not the fleet's. */
  domain: Domain | undefined
  /** What the server serves. */
  serves: InUse
  /** No port shows a certificate. */
  isDark = false
  /** How the next rollouts end; well unless told. */
  readonly ends: ExitCode[] = []
  /** Dies in the middle of the next rollout. */
  cutOff = false
  readonly told: RenewResult[] = []
  readonly warnings: string[] = []
  readonly rollouts: { readonly bundle: string; readonly resume: boolean }[] = []
  /** What a look at the ports finds wrong beside the certificate. */
  problems: string[] = []
  randomly = 0.5
  /** What is in the way of an order. */
  ahead: readonly Finding[] = []
  /** What this machine says of a rollout beforehand. */
  rolloutAhead: NonNullable<RenewDoors["requireRollout"]> = async () => undefined
  /** Gives a key that was made early; there is none unless told. */
  nextRequest: NonNullable<RenewDoors["nextRequest"]> = async () => undefined
  /** Whom to order from in the place of `ca`. */
  issuer: Issuer | undefined

  private constructor(
    clock: VirtualClock,
    ca: BookCa,
    { inUse, windows }: { inUse: InUse; windows: string },
  ) {
    this.clock = clock
    this.ca = ca
    this.serves = inUse
    this.fleet = { ...fleetOf(text(windows)), file: join(this.folder, "fleet.yaml") }
    writeFileSync(join(this.folder, "root.pem"), ca.root)
  }

  /** @param until days until the certificate in use ends; it has lived for 190 already */
  static async open(clock: VirtualClock, { until = 9, windows = "" } = {}): Promise<RenewingScene> {
    const ca = await BookCa.open(clock)
    const names = ["mail.example.edu", "mbs01.example.edu", "imap.example.edu"]
    const { cert } = await served(ca.ca, names, { from: -190, until })
    return new RenewingScene(clock, ca, { inUse: inUseOf(cert), windows })
  }

  async renew(choices: Partial<RenewChoices> = {}, life = new Mortal()): Promise<RenewResult> {
    const fleet = { ...this.fleet, ...(this.domain && { domain: this.domain }) }
    return renew({ fleet, doors: this.#doors(life), choices: { ...this.#choices, ...choices } })
  }

  get #choices(): RenewChoices {
    return {
      ...{ everyMs: hourMs, orderMs: 10 * 60_000, criteria: { trust: join(this.folder, "root.pem") } },
      passphrase: () => Promise.reject(new Error("no key here is encrypted")),
    }
  }

  #doors(life: Mortal): RenewDoors {
    return {
      ...{ files: life.files, openLog: life.openLog, clock: this.clock, issuer: this.issuer ?? this.ca },
      random: () => this.randomly,
      served: async () => (this.isDark ? undefined : this.serves),
      rollOut: (bundle, how) => this.#rollOut(bundle, how, life),
      lookAhead: async () => this.ahead,
      requireRollout: () => this.rolloutAhead(),
      nextRequest: () => this.nextRequest(),
      prove: async (bundle) => {
        const wrong = this.serves.leaf.fingerprint !== (await this.#leafOf(bundle)).fingerprint
        return wrong ? ["mbs01.example.edu:443 serves another one"] : this.problems
      },
      tell: async (result) => {
        life.step()
        this.told.push(result)
        life.step()
      },
      warn: (message) => void this.warnings.push(message),
    }
  }

  async #rollOut(bundle: string, { resume }: { readonly resume: boolean }, life: Mortal) {
    life.step()
    const folder = join(bundle, "rollouts")
    mkdirSync(folder, { recursive: true })
    this.rollouts.push({ bundle, resume })
    const id = `20261123T120000Z-${String(this.rollouts.length).padStart(6, "0")}`
    const file = join(folder, `${resume ? this.#last : id}.jsonl`)
    if (!resume) this.#last = id
    const leaf = await this.#leafOf(bundle)
    const before = resume ? readFileSync(file, "utf8") : ""
    const entries: object[] = before
      .trimEnd()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    const write = (entry: object): void => {
      entries.push({ seq: entries.length + 1, time: new Date(this.clock.now()).toISOString(), ...entry })
      writeFileSync(file, entries.map((one) => `${JSON.stringify(one)}\n`).join(""))
    }
    const host = "mbs01.example.edu"
    const certificate = leaf.fingerprint
    const start = {
      rollout: id,
      holder: "tester@here",
      certificate,
      commonName: "mail.example.edu",
      resumed: resume,
    }
    write({ type: "start", ...start, hosts: [host], restart: "services", maxFailures: 0, canaries: [] })
    life.step()
    if (this.cutOff) {
      this.cutOff = false
      throw new Error("killed")
    }
    const exitCode = this.ends.shift() ?? 0
    const outcome = ({ 0: "done", 4: "rolled-back", 5: "stuck" } as const)[exitCode as 0 | 4 | 5] ?? "aborted"
    if (exitCode === 0) this.serves = { where: host, leaf, others: [] }
    write({ type: "outcome", host, outcome, ports: 1, portsProven: exitCode === 0 ? 1 : 0 })
    write({ type: "end", exitCode })
    life.step()
    const told = { host, outcome, reason: exitCode === 0 ? undefined : "nginx did not start" }
    return { exitCode, rollout: id, hosts: [{ ...told, ports: 1, portsProven: 1, ms: 1 }] }
  }

  #last = ""

  async #leafOf(bundle: string) {
    const leaf = await certificateIn(localFiles, join(bundle, "commercial.crt"))
    if (leaf === undefined) throw new Error(`${basename(bundle)} has no certificate`)
    return leaf
  }

  /** The journal of orders. */
  get orders(): string {
    return join(this.folder, "certificates/mail.example.edu/orders.jsonl")
  }

  /** Folders with key and CSR. */
  requests(): string[] {
    const parent = join(this.folder, "certificates/mail.example.edu")
    return readdirSync(parent).flatMap((name) => (name.startsWith("request-") ? [join(parent, name)] : []))
  }

  /** The renewal's own journal, one word an entry. */
  journal(): string[] {
    const file = join(this.folder, "certificates/mail.example.edu/renewals.jsonl")
    const lines = readFileSync(file, "utf8").trimEnd().split("\n")
    return lines.map((line) => JSON.parse(line).type)
  }
}

export function inUseOf(pem: string): InUse {
  const [block] = readPem(Buffer.from(pem)).blocks
  const read = parseCertificate(block?.der ?? new Uint8Array())
  if (!read.ok) throw new Error(read.problem.message)
  return { where: "mbs01.example.edu:443", leaf: read.value, others: [] }
}
