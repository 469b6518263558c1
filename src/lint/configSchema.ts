import { z } from "zod"
import { parseExpiryLimit } from "./settings.js"

const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "expected a code such as expires-soon" })
const codes = z.array(code)
const profile = z.enum(["public", "private", "strict"])
const glob = z.string().min(1, { error: "expected a pattern such as certs/**" })
const globs = z.union([glob, z.array(glob)], {
  error: "expected a pattern such as certs/**, or a list of them",
})
const file = z.string().min(1, { error: "expected a file name" })
const expiresIn = z
  .string({ error: "expected days or a share, such as 30d or 25%" })
  .refine((text) => parseExpiryLimit(text) !== undefined, {
    error: "expected days or a share, such as 30d or 25%",
  })

/** JavaScript takes 30 February for 2 March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

const pathEntry = z.strictObject({
  match: globs.describe("Files that this is for, relative to this file; later entries override earlier ones"),
  profile: profile.optional(),
  expiresIn: expiresIn.optional(),
  select: codes.optional(),
  ignore: codes.optional(),
})

const waiver = z.strictObject({
  code: code.describe("The finding that is excused"),
  match: globs.optional().describe("Only in these files"),
  fingerprint: z
    .string()
    .regex(/^[0-9a-fA-F:]{64,95}$/, { error: "expected a SHA-256 of 64 hexadecimal digits" })
    .optional()
    .describe("Only for the certificate with this SHA-256"),
  reason: z.string().trim().min(1, { error: "expected a reason: who reads this next year must know why" }),
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "expected a day such as 2027-01-31", abort: true })
    .refine(isDay, { error: "expected a day that exists" })
    .describe("Last day on which it counts"),
})

/** certfleet-lint.yaml as it is written. */
export const lintConfigSchema = z
  .strictObject({
    profile: profile.optional().describe("private leaves out what binds public CAs only"),
    failOn: z.enum(["error", "warning", "notice"]).optional(),
    expiresIn: expiresIn.optional().describe("Warn when less is left, in days or as a share of the lifetime"),
    select: codes.default([]).describe("Only these codes"),
    ignore: codes.default([]).describe("Never these codes"),
    exclude: z.array(glob).default([]).describe("Files in folders that are not looked at"),
    fleet: file.optional().describe("The fleet whose names the certificates must cover"),
    trust: file.optional().describe("Roots to trust instead of those of the browsers"),
    baseline: file.optional().describe("File with the findings that are known"),
    blocklist: z.array(file).default([]).describe("Files with SHA-256 of public keys that are compromised"),
    paths: z.array(pathEntry).default([]).describe("Other settings for some files"),
    waivers: z.array(waiver).default([]).describe("Findings that are excused for a while"),
  })
  .describe("How certfleet lint judges")

export type LintConfigFile = z.output<typeof lintConfigSchema>

/** The JSON Schema (2020-12) of certfleet-lint.yaml, for editors. */
export function lintConfigJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(lintConfigSchema, { io: "input" })
  return { $schema, title: "certfleet-lint.yaml", ...rest }
}
