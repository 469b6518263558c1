import { z } from "zod"

const id = z.string().regex(/^\w[\w-]{0,99}$/)
const recorded = { seq: z.int().min(1), time: z.iso.datetime(), order: id }
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/)
const texts = z.array(z.string()).readonly()

/** Paths go by the folder of fleet.yaml. Nothing secret is in any of them. */
export const orderEntrySchema = z.discriminatedUnion("type", [
  /** Before anything is sent: from now on there may be an order. */
  z.object({
    ...recorded,
    type: z.literal("intent"),
    kind: z.enum(["acme", "digicert"]),
    /** Address of the CA. */
    where: z.string(),
    /** Folder with key and CSR. */
    request: z.string(),
    /** SHA-256 of the CSR's DER. */
    csr: fingerprint,
    names: texts,
    /** SHA-256 of the certificate that is to be replaced. */
    replaces: fingerprint.optional(),
  }),
  /** The CA has it. */
  z.object({ ...recorded, type: z.literal("placed"), reference: z.string() }),
  /** Something is about to be published that has to be taken back. */
  z.object({ ...recorded, type: z.literal("published") }),
  /** Where it stands, whenever that changed. */
  z.object({
    ...recorded,
    type: z.literal("standing"),
    kind: z.enum(["pending", "needs-human"]),
    status: z.string(),
    todo: z.string().optional(),
  }),
  /** The certificate is here, in a file. */
  z.object({
    ...recorded,
    type: z.literal("issued"),
    certificate: fingerprint,
    file: z.string(),
    differences: texts,
    remarks: texts,
  }),
  /** The last of an order that came to something: the folder that import wrote. */
  z.object({ ...recorded, type: z.literal("imported"), certificate: fingerprint, folder: z.string() }),
  /** The last of one that came to nothing: refused or failed at the CA, or given up here. */
  z.object({
    ...recorded,
    type: z.literal("ended"),
    how: z.enum(["refused", "failed", "given-up"]),
    reasons: texts,
  }),
])
export type OrderEntry = z.output<typeof orderEntrySchema>

type Bare<T> = T extends unknown ? Omit<T, "seq" | "time"> : never
/** An entry before it has its number and time. */
export type OrderEvent = Bare<OrderEntry>
export type OrderIntent = OrderEntry & { readonly type: "intent" }
