import { z } from "zod"
import { profileNames } from "../../assess/question.js"
import { severities } from "../../finding.js"

export const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256 of a certificate's DER, lower-case hex")
export const moment = z.iso.datetime().describe("ISO 8601, UTC")
export const severity = z.enum(severities as ["error", "warning", "notice"])
export const profile = z.enum(profileNames as ["public", "private", "strict"])
export const milliseconds = z.number().min(0).describe("milliseconds")
export const version = z.literal(1).describe("counted up when a reader must change")

const place = z.strictObject({
  line: z.number().optional(),
  column: z.number().optional(),
  path: z.string().optional(),
})

const subject = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("file"),
    file: z.string(),
    block: z.number().optional(),
    line: z.number().optional(),
  }),
  z.strictObject({
    kind: z.literal("certificate"),
    name: z.string(),
    fingerprint,
    position: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal("host"), host: z.string() }),
  z.strictObject({
    kind: z.literal("endpoint"),
    host: z.string(),
    port: z.number(),
    service: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("input"), name: z.string() }),
])

export const finding = z.strictObject({
  code: z.string().describe("certfleet explain tells of each"),
  severity,
  stage: z.string(),
  subject,
  at: place.optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  message: z.string(),
  citation: z.string().optional(),
  hint: z.string().optional(),
})
export const findings = z.array(finding)

/** How the root at the end of a chain stands with clients. */
export const standing = z.enum(["trusted", "retired", "unknown", "none"])
/** A certificate of a chain, with how it came into it. */
export const placedLink = z.strictObject({
  name: z.string(),
  fingerprint,
  notBefore: moment,
  notAfter: moment,
  place: z
    .enum(["sent", "missing", "known", "unrelated"])
    .describe("known: not sent, as clients have it; unrelated: sent, and on no way to a root"),
})
/** How a certificate has the names of a fleet. */
export const coverage = z.strictObject({
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

export const sanName = z.strictObject({ type: z.enum(["dns", "ip"]), name: z.string() })
export const chainLink = z.strictObject({ name: z.string(), fingerprint, notAfter: moment })
/** What is told of a leaf. */
export const leaf = { names: z.array(sanName), notBefore: moment, notAfter: moment, fingerprint }

export const from = z.strictObject({
  way: z.enum(["direct", "ssh", "openssl"]).describe("from where a port was looked at"),
  address: z.string(),
})
export const tls = z.strictObject({ version: z.string(), cipher: z.string() })
const unreadable = z.strictObject({ unreadable: z.literal(true) })
export const orUnreadable = <T extends z.ZodType>(schema: T) => z.union([schema, unreadable])
