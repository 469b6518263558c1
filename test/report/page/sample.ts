import type { Finding } from "../../../src/finding.js"
import type { ChainLink } from "../../../src/report/chainLinks.js"
import { rolloutJson } from "../../../src/report/rolloutJson.js"
import type { PortJson, SeenJson, ServerJson, StatusJson } from "../../../src/report/status/json.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { storyOf } from "../../../src/rollout/record/story.js"

/** A name as only a hostile certificate has it. */
export const markup = `<img src=x onerror="alert('a')">&amp;.example.edu`

const at = "2026-11-27T00:00:00.000Z"
const [fresh, old] = ["1f".repeat(32), "2e".repeat(32)]
const services = [
  ["https", 443],
  ["imaps", 993],
  ["smtp", 25],
] as const

function portOf(host: string, [service, port]: (typeof services)[number], fingerprint: string): PortJson {
  return {
    ...{ host, port, service, protocol: service === "smtp" ? "smtp" : "tls", at, ms: 12, ok: true },
    ...{
      from: { way: "direct", address: "192.0.2.1" },
      fingerprint,
      daysLeft: fingerprint === old ? 12 : 198,
    },
    tls: { version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256" },
    notAfter: "2027-06-13T00:00:00.000Z",
    chain: [
      { name: "mail.example.edu", fingerprint, notAfter: "2027-06-13T00:00:00.000Z" },
      { name: "Example TLS CA 1", fingerprint: "3d".repeat(32), notAfter: "2031-01-01T00:00:00.000Z" },
    ],
  }
}

function serverOf(index: number): ServerJson {
  const host = `mbs${String(index + 1).padStart(3, "0")}.example.edu`
  const isOld = index % 7 === 3
  const ports = services.map((service) => portOf(host, service, isOld ? old : fresh))
  return {
    ...{ host, roles: ["mailbox"], verdict: isOld ? "other-certificate" : "current", ports },
    daysLeft: isOld ? 12 : 198,
    reasons: isOld
      ? [{ verdict: "other-certificate", text: `${host}:443 (https): serves another certificate` }]
      : [],
    files: { "ssl/zimbra/commercial/commercial.crt": isOld ? old : fresh },
    unread: {},
  }
}

function domainServer(verdict: "current" | "name-mismatch"): SeenJson & { readonly host: string } {
  const host = "prx01.example.edu"
  const names = ["mail.law.example.edu", "www.law.example.edu"]
  const ports = names.map((sni) => ({
    ...portOf(host, services[0], verdict === "current" ? fresh : old),
    sni,
  }))
  const text = `${host}:443 (https): has no ${markup}`
  return { host, verdict, ports, daysLeft: 12, reasons: verdict === "current" ? [] : [{ verdict, text }] }
}

const link = (name: string, print: string, place: ChainLink["place"], until: string): ChainLink => ({
  ...{ name, fingerprint: print.repeat(32), place },
  notBefore: "2026-11-26T00:00:00.000Z",
  notAfter: `${until}T00:00:00.000Z`,
})

/** What `status --json` says of a fleet with so many servers, of which some serve another certificate. */
export function statusSample(count: number): StatusJson {
  const servers = Array.from({ length: count }, (_, index) => serverOf(index))
  const isCurrent = ({ verdict }: ServerJson): boolean => verdict === "current"
  const findings = servers
    .filter((server) => !isCurrent(server))
    .map(
      ({ host }): Finding => ({
        ...{ code: "served-other-certificate", severity: "error", stage: "probe", facts: {} },
        subject: { kind: "endpoint", host, port: 443, service: "https" },
        message: `serves another certificate than ${markup}`,
        hint: "restart what serves it",
      }),
    )
  return {
    ...{ version: 1, at, commonName: "mail.example.edu", expected: fresh },
    totals: {
      ...{ servers: count, farmNames: 0, current: servers.filter(isCurrent).length },
      ...{ ports: count * services.length, portsAnswering: count * services.length },
      ...{ names: 3, namesCovered: 2, errors: findings.length, warnings: 0, daysLeft: 12 },
    },
    ...{ servers, farms: [] },
    domains: [
      { domain: "art.example.edu", commonName: "mail.art.example.edu", servers: [domainServer("current")] },
      {
        ...{ domain: markup, commonName: "mail.law.example.edu", expected: fresh },
        servers: [domainServer("name-mismatch")],
      },
      { domain: "out.of.sight.example.edu", commonName: "mail.out.of.sight.example.edu", servers: [] },
    ],
    dane: {
      places: [
        {
          ...{ owner: "_25._tcp.mx01.example.edu", mx: "mx01.example.edu", port: 25, verdict: "matches" },
          ...{ secure: true, records: ["3 1 1 1f1f"] },
        },
        {
          owner: "_25._tcp.mx02.example.edu",
          mx: "mx02.example.edu",
          port: 25,
          verdict: "no-match",
          secure: false,
        },
      ],
      foreign: [{ domain: "example.edu", mx: "backup.example.net" }],
    },
    certificates: [
      {
        ...{ name: markup, issuer: "Example TLS CA 1", fingerprint: fresh, names: [markup] },
        ...{ notBefore: "2026-11-26T00:00:00.000Z", notAfter: "2027-06-13T00:00:00.000Z" },
        ...{ ports: 5, places: 2, root: "trusted" },
        chain: [
          link(markup, "1f", "sent", "2027-06-13"),
          link("Example TLS CA 1", "3d", "missing", "2031-01-01"),
          link("Example Root", "4c", "known", "2041-01-01"),
        ],
      },
      {
        ...{ name: "mail.example.edu", issuer: "Example TLS CA 1", fingerprint: old, names: [] },
        ...{ notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2026-11-01T00:00:00.000Z" },
        ...{ ports: 1, places: 1, root: "none" },
        chain: [link("mail.example.edu", "2e", "sent", "2026-11-01")],
      },
    ],
    coverage: {
      rows: [
        { name: "mail.example.edu", kind: "dns", reason: "common name", cover: "exact" },
        {
          ...{ name: "imap.example.edu", kind: "dns", reason: "farm zimbra-proxy" },
          ...{ cover: "wildcard", by: "*.example.edu" },
        },
        { name: markup, kind: "dns", reason: "additional", cover: "missing" },
      ],
      surplus: ["old.example.edu"],
    },
    calendar: {
      renewals: [{ at: new Date("2027-04-08"), expires: new Date("2027-06-13") }],
      rates: [{ from: undefined, lifetimeDays: 200, aYear: 3 }],
    },
    resolutions: [
      {
        ...{ name: "mail.example.edu", reason: "common name" },
        leads: [
          { view: "inside", addresses: ["192.0.2.10"], to: ["farm zimbra-web"] },
          { view: "outside", addresses: [], to: [] },
        ],
      },
    ],
    rollout: rolloutJson(storyOf(journalSample()) as never, journalSample()),
    findings,
  }
}

const [good, bad] = ["mbs001.example.edu", "mbs004.example.edu"]

/** A rollout in which one host fails and both are put back. */
export function journalSample(): readonly JournalEntry[] {
  const start: RolloutEvent = {
    type: "start",
    ...{ rollout: "20261126T210000Z-4f1c", holder: "admin@adm01", certificate: fresh },
    ...{ commonName: "mail.example.edu", hosts: [good, bad], restart: "services", resumed: false },
    ...{ maxFailures: 0, localOnly: false, rolling: false, canaries: [] },
  }
  const phase = (host: string, name: string, state: "started" | "ok" | "failed", detail?: string) =>
    ({
      ...{ type: "phase", host, phase: name, state },
      ...(state === "started" ? {} : { ms: 400 }),
      ...(detail === undefined ? {} : { detail }),
    }) as RolloutEvent
  const events: readonly RolloutEvent[] = [
    start,
    { type: "part", part: 1, hosts: [good, bad] },
    ...[good, bad].flatMap((host) => [phase(host, "preflight", "started"), phase(host, "preflight", "ok")]),
    { type: "part", part: 2, hosts: [good, bad] },
    ...[phase(good, "deploy", "started"), phase(bad, "deploy", "started"), phase(good, "deploy", "ok")],
    phase(bad, "deploy", "failed", "deploycrt exited with 1: <b>no</b>"),
    { type: "warning", host: bad, text: "LDAP <i>has</i> another pair" },
    { type: "decision", decision: "undo", reason: "1 of 2 hosts failed (allowed: 0)" },
    ...[good, bad].flatMap((host) => [phase(host, "restore", "started"), phase(host, "restore", "ok")]),
    {
      ...{ type: "outcome", host: good, outcome: "rolled-back", ports: 3, portsProven: 3, ms: 900 },
      reason: "1 of 2 hosts failed (allowed: 0)",
    },
    {
      ...{ type: "outcome", host: bad, outcome: "stuck", ports: 3, portsProven: 0, ms: 900 },
      ...{ reason: "deploycrt exited with 1", commands: ["zmcontrol restart"], commandsAs: "zimbra" },
    },
    { type: "end", exitCode: 5 },
  ]
  const began = Date.parse("2026-11-26T21:00:00Z")
  return events.map((event, index) => ({
    ...{ seq: index + 1, time: new Date(began + index * 500).toISOString() },
    ...event,
  }))
}
