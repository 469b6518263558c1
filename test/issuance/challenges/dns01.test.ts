import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { dns01Record, type TxtRecord } from "../../../src/acme/keyAuthorization.js"
import type { Dns } from "../../../src/dns/lookUp.js"
import { dns01Solver } from "../../../src/issuance/challenges/dns01.js"
import type { Propagation } from "../../../src/issuance/challenges/everywhere.js"
import { hookPublisher } from "../../../src/issuance/challenges/hookPublisher.js"
import type { TxtPublisher } from "../../../src/issuance/challenges/publisher.js"
import { type UpdateSettings, updatePublisher } from "../../../src/issuance/challenges/updatePublisher.js"
import { base64Of, type Knot, newTsigKey, startKnot, whyNoKnot } from "../../support/knot.js"
import { dnsOver, hookOf, hookScript, taskFor, textsAt } from "./scene.js"

const reason = whyNoKnot()
const key = newTsigKey()
const records = `@ NS ns1
@ NS ns2
ns1 A 192.0.2.1
ns2 A 192.0.2.2
ns2 AAAA 2001:db8::2
_acme-challenge.pop CNAME pop.acme.example.net.`
const delegated = { domain: "acme.example.net", records: "@ NS ns1\nns1 A 192.0.2.3" }
const [imap, pop, smtp] = ["imap", "pop", "smtp"].map((name) => taskFor(`${name}.example.edu`))
const tasks = [imap, pop, smtp].flatMap((task) => task ?? [])
const recordsOf = (names: RegExp): readonly TxtRecord[] =>
  tasks
    .map(({ identifier, keyAuthorization = "" }) => dns01Record(identifier.value, keyAuthorization))
    .filter(({ name }) => names.test(name))

describe.skipIf(reason !== undefined)(`dns-01 over three name servers${reason ? ` (${reason})` : ""}`, () => {
  let first: Knot
  let second: Knot
  let third: Knot
  let dns: Dns
  const folder = mkdtempSync(join(tmpdir(), "certfleet-dns01-"))

  beforeAll(async () => {
    const zones = [{ domain: "example.edu", records }]
    // The first stands for a resolver, too: it has both zones.
    first = await startKnot({ key, zones: [...zones, delegated] })
    second = await startKnot({ key, zones })
    third = await startKnot({ key, zones: [delegated] })
    const servers = { "192.0.2.1": first.server, "192.0.2.2": second.server, "192.0.2.3": third.server }
    dns = dnsOver(servers, first.server)
  })
  afterAll(async () => {
    for (const knot of [first, second, third]) await knot?.stop()
    rmSync(folder, { recursive: true })
  })

  const to = ({ server }: Knot, more: Partial<UpdateSettings> = {}): TxtPublisher =>
    updatePublisher(dns, { server: server.address, port: server.port, ttl: 5, key, ...more })
  const left = async (): Promise<readonly string[]> => {
    const names = [
      "_acme-challenge.imap.example.edu",
      "_acme-challenge.smtp.example.edu",
      "pop.acme.example.net",
    ]
    const found = [first, second, third].flatMap(({ server }) => names.map((name) => textsAt(server, name)))
    return (await Promise.all(found)).flat()
  }

  it("waits for the slowest server, at each address that is in reach, also where a CNAME leads", async () => {
    const seen: Propagation[] = []
    // No zone is transferred: what the others get late, the test gives them.
    const onProgress = (progress: Propagation): void => {
      seen.push(progress)
      if (seen.length === 1) void to(second).publish(recordsOf(/imap|smtp/))
      if (seen.length === 3) void to(third).publish(recordsOf(/pop/))
    }
    const solver = dns01Solver({ publisher: to(first), dns, propagationMs: 250_000, onProgress })
    await solver.present(tasks)
    expect(seen[0]).toMatchObject({ seen: 2, total: 7 })
    expect(seen[0]?.waitsFor).toMatch(/^ns2\.example\.edu \(.*\): /)
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.at(-1)).toEqual({ seen: 7, total: 7, waitsFor: undefined })
    expect(await left()).toHaveLength(6)
    await solver.cleanUp(tasks)
    await to(second).remove(recordsOf(/imap|smtp/))
    await to(third).remove(recordsOf(/pop/))
    expect(await left()).toEqual([])
  })

  it("names what is missing where at the end of its time, and takes everything back", async () => {
    const solver = dns01Solver({ publisher: to(first), dns, propagationMs: 100_000 })
    await expect(solver.present(tasks)).rejects.toMatchObject({
      code: "not-published",
      message: expect.stringMatching(
        /^after 100 s not every name server has the records: ns2\.example\.edu \(192\.0\.2\.2\): no _acme-challenge\.imap\.example\.edu with this value \(and \d more\)$/,
      ),
    })
    await solver.cleanUp(tasks)
    expect(await left()).toEqual([])
  })

  it("ends when called off", async () => {
    const off = new AbortController()
    const solver = dns01Solver({
      ...{ publisher: to(first), dns, propagationMs: 250_000 },
      onProgress: () => off.abort(),
    })
    await expect(solver.present(tasks, off.signal)).rejects.toMatchObject({ code: "cancelled" })
    await solver.cleanUp(tasks)
    expect(await left()).toEqual([])
  })

  it("refuses to update outside of the zone that is named", async () => {
    const publisher = to(first, { zone: "acme.example.net" })
    await expect(publisher.publish(recordsOf(/imap/))).rejects.toMatchObject({
      ...{
        code: "config",
        message: expect.stringContaining("_acme-challenge.imap.example.edu is outside of the zone"),
      },
    })
    await publisher.publish(recordsOf(/pop/))
    expect(await textsAt(first.server, "pop.acme.example.net")).toHaveLength(1)
    await publisher.remove(recordsOf(/pop/))
  })

  it("finds the server by its name, and goes on to its next address", async () => {
    const publisher = to(first, { server: "ns2.example.edu", port: 53 })
    await publisher.publish(recordsOf(/imap/))
    expect(await textsAt(second.server, "_acme-challenge.imap.example.edu")).toHaveLength(1)
    await publisher.remove(recordsOf(/imap/))
    const nobody = to(first, { server: "nobody.example.edu" })
    await expect(nobody.publish(recordsOf(/imap/))).rejects.toMatchObject({ code: "config" })
  })

  it("publishes by a hook, one call a record, with an environment of the caller's choice", async () => {
    const keyFile = join(folder, "tsig.key")
    writeFileSync(
      keyFile,
      `key "${key.name}" { algorithm ${key.algorithm}; secret "${base64Of(key)}"; };\n`,
      { mode: 0o600 },
    )
    const { address, port } = first.server
    const update = `printf 'server ${address} ${port}\\nupdate %s %s 5 TXT %s\\nsend\\n' "$([ $1 = present ] && echo add || echo delete)" "$2" "$3" | nsupdate -k ${keyFile}`
    const hook = hookScript(folder, update)
    const publisher = hookPublisher(hookOf(folder, ["./hook"]))
    const solver = dns01Solver({ publisher, dns, propagationMs: 1_000 })
    // The second server never has them.
    await expect(solver.present(tasks.slice(0, 1))).rejects.toMatchObject({ code: "not-published" })
    const [record] = recordsOf(/imap/)
    expect(await textsAt(first.server, record?.name ?? "")).toEqual([record?.value])
    await solver.cleanUp(tasks.slice(0, 1))
    expect(hook.calls()).toEqual([
      `present ${record?.name} ${record?.value}`,
      `cleanup ${record?.name} ${record?.value}`,
    ])
    expect(await left()).toEqual([])
    const variables = readFileSync(join(folder, "hook.log.env"), "utf8").match(/^\w+(?==)/gm) ?? []
    // What the shell adds by itself.
    const own = ["PWD", "OLDPWD", "SHLVL", "_"]
    expect(variables.filter((name) => !own.includes(name))).toEqual(["PATH"])
  })

  it.each([
    ["fails", "echo no such zone >&2; exit 7", "exited with 7: no such zone"],
    ["hangs", "sleep 60", "did not end within 0.3 s"],
  ])("says why a hook %s, and calls it for every clean-up all the same", async (_, body, message) => {
    const hook = hookScript(folder, body)
    const publisher = hookPublisher({
      ...hookOf(folder, [hook.file]),
      timeoutMs: body.startsWith("sleep") ? 300 : 20_000,
    })
    await expect(publisher.publish(recordsOf(/imap|pop/))).rejects.toMatchObject({
      ...{ code: "hook-failed", message: expect.stringContaining(message) },
    })
    expect(hook.calls()).toHaveLength(1)
    await expect(publisher.remove(recordsOf(/imap|pop/))).rejects.toThrow("(and 1 more)")
    expect(hook.calls().filter((line) => line.startsWith("cleanup"))).toHaveLength(2)
  })

  it("ends a hook that runs when it is called off, and whatever that has started", async () => {
    const children = join(folder, "children")
    const hook = hookScript(
      folder,
      `sleep 600 & echo $! > ${children}.new; mv ${children}.new ${children}; wait`,
    )
    const stop = new AbortController()
    const publisher = hookPublisher({ ...hookOf(folder, [hook.file]), timeoutMs: 600_000 })
    const publishing = publisher.publish(recordsOf(/imap/), stop.signal)
    const outcome = expect(publishing).rejects.toMatchObject({ code: "cancelled" })
    await expect.poll(() => existsSync(children), { timeout: 20_000 }).toBe(true)
    stop.abort()
    await outcome
    const child = Number(readFileSync(children, "utf8"))
    await expect.poll(() => isAlive(child), { timeout: 20_000 }).toBe(false)
  })

  it("says that there is no such hook", async () => {
    await expect(
      hookPublisher(hookOf(folder, ["/nowhere/hook"])).publish(recordsOf(/imap/)),
    ).rejects.toMatchObject({
      ...{ code: "config", message: expect.stringContaining("no such program") },
    })
  })

  it("shows the secret nowhere", async () => {
    const wrong = to(first, { key: { ...key, name: "unknown.example.edu" } })
    const error = await wrong.publish(recordsOf(/imap/)).catch((thrown: unknown) => thrown)
    const shown = inspect({ error, wrong, key }, { depth: 20, showHidden: true })
    expect(shown).toContain("BADKEY")
    expect(shown).not.toContain(base64Of(key))
    for (const { log } of [first, second, third]) expect(log()).not.toContain(base64Of(key))
  })
})

function isAlive(pid: number): boolean {
  const stat = `/proc/${pid}/stat`
  return existsSync(stat) && !/^\d+ \(.*\) Z/.test(readFileSync(stat, "utf8"))
}
