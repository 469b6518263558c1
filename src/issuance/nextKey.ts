/** The key after this one: made early, so that its TLSA record is public long before anybody sees the key (RFC 7671 section 8.1). */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { z } from "zod"
import { certificateFolder, timeStamp } from "../bundle/folders.js"
import { lookAtTlsa, type TlsaLook } from "../dane/look.js"
import { isMatch, isUsable } from "../dane/tlsa.js"
import { askEveryServer } from "../dns/everyServer.js"
import type { Dns } from "../dns/lookUp.js"
import { ToolError } from "../errors.js"
import { fleetCommand } from "../fleet/command.js"
import type { Fleet } from "../fleet/types.js"
import type { Clock, Files } from "../ports.js"
import { type CertificateRequest, isImported, readRequest } from "./requests.js"

/** All that names a fleet's folder. */
export interface FleetFolder {
  readonly file: string
  readonly certificate: Pick<Fleet["certificate"], "commonName">
}

/** Not among the requests: no order takes it by itself. */
function nextFolder({ certificate, file }: FleetFolder): string {
  return join(certificateFolder(certificate.commonName, file), "next")
}

/**
 * Where `csr --next` writes.
 *
 * @throws ToolError `exists` where a next key waits already
 */
export async function newNextKeyFolder(files: Files, fleet: FleetFolder, now: number): Promise<string> {
  const waiting = await nextKeyOf(files, fleet)
  if (waiting === undefined) return join(nextFolder(fleet), `request-${timeStamp(now)}`)
  throw new ToolError("exists", `there is a next key already: ${waiting.folder}`, {
    hint: `${fleetCommand(["tlsa"], fleet)} prints its records; move the folder away to make another one`,
  })
}

/** The newest that `csr --next` made, until a certificate for it is imported. */
export async function nextKeyOf(files: Files, fleet: FleetFolder): Promise<CertificateRequest | undefined> {
  const parent = nextFolder(fleet)
  const names = (await files.exists(parent)) ? await files.list(parent) : []
  for (const name of names.toReversed()) {
    const folder = join(parent, name)
    if (!(await files.exists(join(folder, "commercial.csr")))) continue
    const request = await readRequest(files, folder)
    return (await isImported(files, fleet, request.csr)) ? undefined : request
  }
  return undefined
}

/** Whether the next key may be used now. */
export type NextKeyStanding =
  | { readonly kind: "none" }
  | ({ readonly kind: "ready" } & Standing)
  /** `until`: when it may be, milliseconds since the epoch; undefined while its records are not everywhere. */
  | ({ readonly kind: "wait"; readonly until?: number } & Standing)
  | ({ readonly kind: "unchecked" } & Standing)

interface Standing {
  readonly key: CertificateRequest
  /** For a person, in one line. */
  readonly reason: string
}

export interface NextKeyInputs {
  readonly files: Files
  readonly fleet: Fleet
  readonly dns: Dns
  readonly clock: Pick<Clock, "now">
  readonly signal?: AbortSignal | undefined
}

/**
 * Whether the key of `csr --next` may be used now: where there are TLSA records at all, one for it has to be at every authoritative server, and
 * to have been there for twice its TTL (RFC 7671 section 8.1). Since when it is there is known from the first look that finds it everywhere: it is
 * kept beside the key (`published.json`), and begins anew once it is missing anywhere.
 *
 * @throws ToolError `cancelled`, or what reading and writing throws
 */
export async function nextKeyStanding(inputs: NextKeyInputs): Promise<NextKeyStanding> {
  const key = await nextKeyOf(inputs.files, inputs.fleet)
  if (key === undefined) return { kind: "none" }
  const { clock, dns, files, fleet, signal } = inputs
  if (fleet.domain !== undefined)
    return { kind: "ready", key, reason: "a domain's own certificate is at no mail exchanger" }
  const { looks, problems } = await lookAtTlsa(fleet, dns, signal)
  const failed = looks.flatMap(({ published }) => (published.kind === "failed" ? [published.problem] : []))
  const [problem] = [...problems, ...failed]
  if (problem !== undefined) return { kind: "unchecked", key, reason: problem }
  const owners = looks.flatMap(({ owner, published }) => (published.kind === "records" ? [owner] : []))
  if (owners.length === 0) return { kind: "ready", key, reason: "no mail exchanger has TLSA records" }
  const note = join(key.folder, "published.json")
  const shown = await shownEverywhere(dns, owners, key.csr.publicKey.der, signal)
  if (!shown.ok) {
    if (shown.isMissing) await files.remove(note)
    return { kind: shown.isMissing ? "wait" : "unchecked", key, reason: shown.problem }
  }
  const print = createHash("sha256").update(key.csr.publicKey.der).digest("hex")
  const since = (await sinceOf(files, note, print)) ?? clock.now()
  const text = { version: 1, key: print, since: new Date(since).toISOString(), ttl: shown.ttl }
  await files.replace(note, `${JSON.stringify(text)}\n`)
  const until = since + 2 * shown.ttl * 1000
  const seen = `its TLSA records are public since ${new Date(since).toISOString()} at least, their TTL is ${shown.ttl} s`
  return clock.now() >= until
    ? { kind: "ready", key, reason: seen }
    : { kind: "wait", key, until, reason: `${seen}: not before ${new Date(until).toISOString()}` }
}

/**
 * The key to renew with: that of `csr --next`, once it may be used; undefined where there is none and a new one will do.
 *
 * @throws ToolError `not-published` where it must not be used yet, and where secure TLSA records would match no new key; as `nextKeyStanding`
 */
export async function requestOfNextKey(inputs: NextKeyInputs): Promise<CertificateRequest | undefined> {
  const standing = await nextKeyStanding(inputs)
  const keep = `${fleetCommand(["renew", "--reuse-key"], inputs.fleet)} keeps the key in use`
  if (standing.kind === "ready") return standing.key
  if (standing.kind !== "none")
    throw new ToolError("not-published", `the next key must not be used yet: ${standing.reason}`, {
      hint: `${fleetCommand(["tlsa"], inputs.fleet)} prints its records; ${keep}`,
    })
  const { dns, fleet, signal } = inputs
  // Whoever names no resolver is not asked for one at every renewal; a domain's own certificate is at no mail exchanger.
  if (fleet.dns.resolver === undefined || fleet.domain !== undefined) return undefined
  const { looks } = await lookAtTlsa(fleet, dns, signal)
  const bound = looks.find(({ published }) => published.kind === "records" && refusesNewKeys(published))
  if (bound === undefined) return undefined
  throw new ToolError("not-published", `the TLSA records of ${bound.owner} match no key that is made now`, {
    hint: `${fleetCommand(["csr", "--next"], fleet)} makes it early, to be published first; ${keep}`,
  })
}

/** Records of a CA's (usage 2) go on to match. */
function refusesNewKeys({ isSecure, records }: Extract<TlsaLook["published"], { kind: "records" }>): boolean {
  const usable = records.filter(isUsable)
  return isSecure && usable.length > 0 && usable.every(({ usage }) => usage === 3)
}

type Shown =
  | { readonly ok: true; readonly ttl: number }
  | { readonly ok: false; readonly isMissing: boolean; readonly problem: string }

/** Seconds that the longest-lived of them lives; RFC 7671 section 8.1 counts by the TTL of the whole set. */
async function shownEverywhere(
  dns: Dns,
  owners: readonly string[],
  publicKey: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Shown> {
  let ttl = 0
  for (const owner of owners) {
    try {
      for (const { name, problem, records, server } of await askEveryServer(dns, owner, "TLSA", signal)) {
        const where = `${name} (${server.address})`
        if (records === undefined) return { ok: false, isMissing: false, problem: `${where}: ${problem}` }
        if (!records.some((record) => isMatch(record, { publicKey })))
          return { ok: false, isMissing: true, problem: `${where} has no TLSA record of ${owner} for it yet` }
        ttl = Math.max(ttl, ...records.map((record) => record.ttl))
      }
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === "cancelled") throw error
      return { ok: false, isMissing: false, problem: error.message }
    }
  }
  return { ok: true, ttl }
}

const noteSchema = z.object({ key: z.string(), since: z.iso.datetime() })

/** What cannot be read is as if it were not there: the time begins anew. */
async function sinceOf(files: Files, note: string, print: string): Promise<number | undefined> {
  if (!(await files.exists(note))) return undefined
  const text = Buffer.from(await files.read(note)).toString()
  const read = noteSchema.safeParse(jsonOf(text))
  return read.success && read.data.key === print ? Date.parse(read.data.since) : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
