import { z } from "zod"
import { serverVerdicts } from "../../status/verdicts.js"
import {
  chainLink,
  findings,
  fingerprint,
  from,
  milliseconds,
  moment,
  orUnreadable,
  tls,
  version,
} from "./parts.js"

const place = {
  host: z.string(),
  address: z.string().optional(),
  port: z.number(),
  service: z.string(),
  protocol: z.string(),
  sni: z.string().optional(),
  from,
  at: moment,
  ms: milliseconds,
}
const failed = { ok: z.literal(false), failure: z.string(), detail: z.string() }
const certificate = {
  fingerprint,
  subject: z.string(),
  issuer: z.string(),
  notBefore: moment,
  notAfter: moment,
}

export const probeDocument = z
  .strictObject({
    version,
    endpoints: z.array(
      z.discriminatedUnion("ok", [
        z.strictObject({ ...place, ...failed }),
        z.strictObject({
          ...place,
          ok: z.literal(true),
          fingerprint,
          subject: z.string().optional(),
          issuer: z.string().optional(),
          notBefore: moment.optional(),
          notAfter: moment.optional(),
          names: z.array(z.string()).optional(),
          daysLeft: z.number().optional(),
          missingNames: z.array(z.string()),
          tls,
          chain: z.array(orUnreadable(z.strictObject(certificate))),
          chainOrdered: z.boolean().optional(),
          root: z.enum(["trusted", "retired", "unknown", "none"]).optional(),
        }),
      ]),
    ),
    findings,
  })
  .describe("certfleet probe --json")

const verdict = z.enum(serverVerdicts).describe("the heaviest that holds")

const seen = {
  verdict,
  daysLeft: z.number().optional(),
  reasons: z.array(z.strictObject({ verdict, text: z.string() })),
  ports: z.array(
    z.discriminatedUnion("ok", [
      z.strictObject({ ...place, role: z.string().optional(), ...failed }),
      z.strictObject({
        ...place,
        role: z.string().optional(),
        ok: z.literal(true),
        fingerprint,
        tls,
        daysLeft: z.number().optional(),
        subject: z.string().optional(),
        issuer: z.string().optional(),
        notAfter: moment.optional(),
        names: z.array(z.string()).optional(),
        chain: z.array(orUnreadable(chainLink)),
      }),
    ]),
  ),
}

export const statusDocument = z
  .strictObject({
    version,
    at: moment,
    expected: fingerprint.optional(),
    servers: z.array(
      z.strictObject({
        host: z.string(),
        roles: z.array(z.string()),
        ...seen,
        notLookedAt: z.string().optional(),
        files: z.record(z.string(), fingerprint).optional(),
        ldap: fingerprint.optional(),
        unread: z.record(z.string(), z.string()).optional(),
      }),
    ),
    farms: z.array(z.strictObject({ farm: z.string(), name: z.string(), ...seen })),
    coverage: z
      .strictObject({
        rows: z.array(
          z.strictObject({
            name: z.string(),
            kind: z.enum(["dns", "ip"]),
            reason: z.string(),
            cover: z.enum(["exact", "wildcard", "missing"]),
            by: z.string().optional(),
          }),
        ),
        surplus: z.array(z.string()),
      })
      .optional(),
    calendar: z
      .strictObject({
        renewals: z.array(z.strictObject({ at: moment, expires: moment })),
        rates: z.array(
          z.strictObject({ from: z.iso.date().optional(), lifetimeDays: z.number(), aYear: z.number() }),
        ),
      })
      .optional(),
    resolutions: z
      .array(
        z.strictObject({
          name: z.string(),
          reason: z.string(),
          leads: z.array(
            z.strictObject({
              view: z.string(),
              addresses: z.array(z.string()).optional().describe("none: no resolver answered"),
              to: z.array(z.string()).describe("servers and farms with one of the addresses"),
            }),
          ),
        }),
      )
      .optional(),
    differences: z
      .array(z.looseObject({ kind: z.enum(["server", "role", "port", "ldap-master", "name"]) }))
      .optional()
      .describe("fleet.yaml beside the running installation; findings tell of each"),
    unreadOfInstallation: z.array(z.string()).optional(),
    findings,
  })
  .describe("certfleet status --json")
