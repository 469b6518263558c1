import { z } from "zod"
import { serverVerdicts } from "../../status/verdicts.js"
import {
  chainLink,
  coverage,
  findings,
  fingerprint,
  from,
  milliseconds,
  moment,
  orUnreadable,
  placedLink,
  standing,
  tls,
  version,
} from "./parts.js"
import { courseDocument } from "./rollouts.js"

const place = {
  host: z.string(),
  address: z.string().optional(),
  port: z.number(),
  service: z.string(),
  protocol: z.string(),
  sni: z.string().optional(),
  /** Asked by a further name that users come by. */
  alias: z.literal(true).optional(),
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
          root: standing.optional(),
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
    commonName: z.string(),
    expected: fingerprint.optional(),
    totals: z.strictObject({
      servers: z.number(),
      farmNames: z.number(),
      current: z.number(),
      ports: z.number(),
      portsAnswering: z.number(),
      names: z.number().optional(),
      namesCovered: z.number().optional(),
      errors: z.number(),
      warnings: z.number(),
      daysLeft: z.number().optional().describe("until the first of leaf and chain expires anywhere"),
    }),
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
    domains: z
      .array(
        z.strictObject({
          domain: z.string(),
          commonName: z.string(),
          expected: fingerprint.optional(),
          servers: z.array(z.strictObject({ host: z.string(), ...seen })),
        }),
      )
      .optional()
      .describe("domains with certificates of their own, by the proxies that serve them"),
    certificates: z
      .array(
        z.strictObject({
          name: z.string(),
          issuer: z.string(),
          fingerprint,
          notBefore: moment,
          notAfter: moment,
          names: z.array(z.string()),
          ports: z.number().describe("how many serve it with this chain"),
          places: z.number().describe("of how many servers and virtual names"),
          root: standing,
          chain: z.array(placedLink),
        }),
      )
      .describe("each once, the most frequent first"),
    coverage: coverage.optional(),
    calendar: z
      .strictObject({
        renewals: z.array(
          z.strictObject({
            at: moment,
            expires: moment,
            window: z
              .strictObject({ start: moment, end: moment })
              .optional()
              .describe("the CA's renewal information; without it the date follows from the lifetime"),
            explanationUrl: z.string().optional(),
          }),
        ),
        rates: z.array(
          z.strictObject({ from: z.iso.date().optional(), lifetimeDays: z.number(), aYear: z.number() }),
        ),
      })
      .optional(),
    rollout: courseDocument.optional().describe("with --html or --journal"),
    dane: z
      .strictObject({
        places: z.array(
          z.strictObject({
            owner: z.string().describe("such as _25._tcp.mx01.example.edu"),
            mx: z.string(),
            port: z.number(),
            verdict: z.enum(["matches", "no-match", "unusable", "no-dane", "unverified", "unchecked"]),
            secure: z.boolean().optional().describe("by the word of a resolver that fleet.yaml trusts"),
            records: z.array(z.string()).optional(),
          }),
        ),
        foreign: z.array(z.strictObject({ domain: z.string(), mx: z.string() })),
      })
      .optional()
      .describe("TLSA records of mail exchangers, where fleet.yaml names a resolver"),
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
    unknown: z
      .array(z.string())
      .optional()
      .describe("only of a look that was interrupted: servers and names of farms that it came to nothing of"),
  })
  .describe("certfleet status --json")
