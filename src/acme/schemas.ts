/**
 * What an ACME server answers, read strictly: a member that is missing, of another type or with a value that no RFC
 * names is refused; members that nobody knows are left alone (RFC 8555 section 7.1.1 and after).
 */
import { z } from "zod"

const httpsUrl = z.url({ protocol: /^https$/ })
/** RFC 3339; an instant is kept as the server wrote it. */
const instant = z.iso.datetime({ offset: true })

/** RFC 8555 section 9.7.7; `ip` is RFC 8738's. */
export const identifierSchema = z.object({ type: z.string(), value: z.string() }).readonly()
export type AcmeIdentifier = z.infer<typeof identifierSchema>

/** RFC 7807 section 3.1 with RFC 8555 section 6.7.1. */
export interface AcmeProblem {
  readonly type: string
  readonly title?: string | undefined
  readonly detail?: string | undefined
  readonly status?: number | undefined
  readonly identifier?: AcmeIdentifier | undefined
  readonly subproblems?: readonly AcmeProblem[] | undefined
}

const problemMembers = {
  type: z.string().default("about:blank"),
  title: z.string().optional(),
  detail: z.string().optional(),
  status: z.number().optional(),
  identifier: identifierSchema.optional(),
}
export const problemSchema = z.object({
  ...problemMembers,
  // RFC 8555 section 6.7.1: subproblems have none of their own.
  subproblems: z.array(z.object(problemMembers)).optional(),
})

/** RFC 8555 section 7.1.1; `renewalInfo` is RFC 9773's, `profiles` draft-ietf-acme-profiles'. */
export const directorySchema = z.object({
  newNonce: httpsUrl,
  newAccount: httpsUrl,
  newOrder: httpsUrl,
  revokeCert: httpsUrl.optional(),
  keyChange: httpsUrl.optional(),
  renewalInfo: httpsUrl.optional(),
  meta: z
    .object({
      termsOfService: z.string().optional(),
      website: z.string().optional(),
      caaIdentities: z.array(z.string()).optional(),
      externalAccountRequired: z.boolean().optional(),
      profiles: z.record(z.string(), z.string()).optional(),
    })
    .default({}),
})
export type Directory = Readonly<z.infer<typeof directorySchema>>

/** RFC 8555 section 7.1.2. */
export const accountSchema = z.object({
  status: z.enum(["valid", "deactivated", "revoked"]),
  contact: z.array(z.string()).optional(),
  orders: httpsUrl.optional(),
})

/** RFC 8555 section 7.1.2.1. */
export const ordersSchema = z.object({
  orders: z
    .array(httpsUrl)
    .nullable()
    .transform((urls) => urls ?? []),
})

/** RFC 8555 section 7.1.3. */
export const orderSchema = z.object({
  status: z.enum(["pending", "ready", "processing", "valid", "invalid"]),
  expires: instant.optional(),
  identifiers: z.array(identifierSchema).min(1),
  authorizations: z.array(httpsUrl),
  finalize: httpsUrl,
  certificate: httpsUrl.optional(),
  error: problemSchema.optional(),
  profile: z.string().optional(),
  replaces: z.string().optional(),
})

/** RFC 8555 section 8; what a kind of challenge has beyond is kept, for solvers of kinds that come later. */
export const challengeSchema = z.looseObject({
  type: z.string(),
  url: httpsUrl,
  status: z.enum(["pending", "processing", "valid", "invalid"]),
  /** RFC 8555 section 8.1: base64url; it becomes part of a path and of what a hook is given. */
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
  error: problemSchema.optional(),
})
export type Challenge = Readonly<z.infer<typeof challengeSchema>>

/** RFC 8555 section 7.1.4. */
export const authorizationSchema = z.object({
  identifier: identifierSchema,
  status: z.enum(["pending", "valid", "invalid", "deactivated", "expired", "revoked"]),
  expires: instant.optional(),
  challenges: z.array(challengeSchema),
  wildcard: z.boolean().optional(),
})

/** RFC 9773 section 4.2. */
export const renewalInfoSchema = z.object({
  suggestedWindow: z.object({ start: instant, end: instant }),
  explanationURL: z.string().optional(),
})
