import { z } from "zod"

const recorded = { seq: z.int().min(1), time: z.iso.datetime() }
const id = z.string().regex(/^\w[\w-]{0,99}$/)
const own = { ...recorded, renewal: id }
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/)
const moment = z.iso.datetime()

/** Each is on disk before its stage begins. Paths go by the folder of fleet.yaml; nothing secret is in any of them. */
export const renewalEntrySchema = z.discriminatedUnion("type", [
  /** When a certificate is to be renewed: chosen once, and kept as long as the CA's window allows it. */
  z.object({
    ...recorded,
    type: z.literal("moment"),
    certificate: fingerprint,
    at: moment,
    source: z.enum(["renewal-information", "lifetime"]),
    window: z.object({ start: moment, end: moment }).optional(),
    explanationUrl: z.string().optional(),
    /** Not before then the CA is asked again. */
    askAgainAt: moment,
  }),
  z.object({
    ...own,
    type: z.literal("begun"),
    why: z.string(),
    /** SHA-256 of the certificate in use; undefined for the first one. */
    replaces: fingerprint.optional(),
  }),
  z.object({ ...own, type: z.literal("request"), folder: z.string() }),
  z.object({ ...own, type: z.literal("order"), request: z.string() }),
  z.object({ ...own, type: z.literal("import"), order: id, file: z.string() }),
  z.object({ ...own, type: z.literal("compare"), bundle: z.string(), certificate: fingerprint }),
  z.object({ ...own, type: z.literal("rollout"), bundle: z.string(), resumed: z.boolean() }),
  z.object({ ...own, type: z.literal("proof"), certificate: fingerprint }),
  /** A port serves something else, or could not be looked at: the rollout's turn again. */
  z.object({ ...own, type: z.literal("unproven"), problems: z.array(z.string()).readonly() }),
  z.object({ ...own, type: z.literal("notify"), certificate: fingerprint }),
  /** The new certificate was seen on every port. */
  z.object({ ...own, type: z.literal("renewed"), certificate: fingerprint }),
  z.object({ ...own, type: z.literal("given-up"), reason: z.string() }),
])
export type RenewalEntry = z.output<typeof renewalEntrySchema>

type Bare<T> = T extends unknown ? Omit<T, "seq" | "time"> : never
/** An entry before it has its number and time. */
export type RenewalEvent = Bare<RenewalEntry>
export type MomentEntry = RenewalEntry & { readonly type: "moment" }
