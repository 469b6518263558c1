import { expect } from "vitest"
import type { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import type { RolloutResult } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import { type MemoryFleet, memoryFleet, type Way } from "./memoryFleet.js"
import { fleetText } from "./threeServers.js"

/** A small fleet before a fault strikes, and what was on its hosts then. */
export interface FaultScene {
  readonly fleet: MemoryFleet
  readonly old: Payload
  readonly renewed: Payload
  readonly before: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** @param way how ports are looked at, as `memoryFleet` has it */
export function faultScene(
  { old, renewed }: { readonly old: Payload; readonly renewed: Payload },
  way: Way = "direct",
): FaultScene {
  const fleet = memoryFleet(old, fleetText, way)
  const before = new Map([...fleet.hosts].map(([name, host]) => [name, zimbraFiles(host)]))
  return { fleet, old, renewed, before }
}

/** What must hold after any rollout that came to an end, whatever went wrong. */
export function expectDefined(
  { fleet, old, renewed, before }: FaultScene,
  result: RolloutResult,
  unchangedIs: "old" | "new" = "new",
): void {
  for (const { host: name, outcome } of result.hosts) {
    expect(outcome, name).toBeDefined()
    if (outcome === "stuck") continue
    const isNew = outcome === "done" || (outcome === "unchanged" && unchangedIs === "new")
    expect([name, outcome, kindOfFiles(fleet.host(name), before.get(name) ?? new Map(), renewed)]).toEqual([
      name,
      outcome,
      isNew ? "new" : "old",
    ])
    const served = new Set(fleet.served(name).values())
    expect([name, outcome, ...served]).toEqual([name, outcome, isNew ? renewed.fingerprint : old.fingerprint])
    expect([name, outcome, ...ownLeftovers(fleet.host(name), outcome, unchangedIs)]).toEqual([name, outcome])
  }
}

/** True while neither a file of Zimbra's nor a served certificate of the host is another one than before. */
export function isAsBefore({ fleet, old, renewed, before }: FaultScene, name: string): boolean {
  const served = [...fleet.served(name).values()]
  const kind = kindOfFiles(fleet.host(name), before.get(name) ?? new Map(), renewed)
  return kind === "old" && served.every((fingerprint) => fingerprint === old.fingerprint)
}

/** Of certfleet's own files only backups may stay: no staged key, no lock. */
function ownLeftovers(host: EmbeddedHost, outcome: string | undefined, unchangedIs: "old" | "new"): string[] {
  const own = host.files.under("/opt/zimbra/ssl/certfleet")
  return own.filter(
    (path) =>
      outcome === "aborted" ||
      (outcome === "unchanged" && unchangedIs === "new") ||
      /\/(stage\.|lock)/.test(path),
  )
}

/** Zimbra's files on a host, without certfleet's own folder and the contents that differ with every deploy. */
export function kindOfFiles(
  host: EmbeddedHost,
  before: ReadonlyMap<string, string>,
  renewed: Payload,
): "old" | "new" | "mixed" {
  const now = zimbraFiles(host)
  if (now.size === before.size && [...now].every(([path, print]) => before.get(path) === print)) return "old"
  const text = (path: string): string => host.files.text(`/opt/zimbra/${path}`) ?? ""
  const leaf = Buffer.from(renewed.certificate).toString()
  const key = renewed.key.revealText()
  const certificates = [
    "ssl/zimbra/commercial/commercial.crt",
    "conf/imapd.crt",
    "conf/slapd.crt",
    "conf/smtpd.crt",
    "conf/nginx.crt",
  ]
  const keys = [
    "ssl/zimbra/commercial/commercial.key",
    "conf/imapd.key",
    "conf/slapd.key",
    "conf/smtpd.key",
    "conf/nginx.key",
  ]
  const stores = ["conf/imapd.keystore", "mailboxd/etc/keystore", "ssl/zimbra/jetty.pkcs12"]
  const isNew =
    certificates.every((path) => text(path).startsWith(leaf)) &&
    keys.every((path) => text(path) === key) &&
    stores.every((path) => text(path).includes(leaf))
  return isNew ? "new" : "mixed"
}

export function zimbraFiles(host: EmbeddedHost): Map<string, string> {
  return new Map(
    [...host.files.snapshot("/opt/zimbra")].filter(([path]) => !path.includes("/ssl/certfleet/")),
  )
}
