/**
 * What DigiCert's Services API answers, as its reference has it (dev.digicert.com, CertCentral Services API): a member that is
 * missing or of another type is refused; members that nobody knows are left alone.
 */
import { z } from "zod"

/** Numbers, which some answers have as text. */
const identifier = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/, { error: "expected a number" })])
  .transform(String)
/** ISO 8601, as in `2018-10-16T17:29:56+00:00`. */
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
/** Of what ends with a day, the day's last second. */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/, { error: "expected a day" })
  .transform((text) => new Date(`${text.slice(0, 10)}T23:59:59Z`))
/** Fields that have no value yet are empty, or `null`. */
const optional = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.null(), z.literal("")])
    .transform((value) => (value === null || value === "" ? undefined : (value as z.output<T>)))
    .optional()

const request = z.object({
  id: identifier,
  status: optional(z.string()),
  type: optional(z.string()),
  comments: optional(z.string()),
})

/** Order of a certificate, reissue and duplicate: what was taken. */
export const placedSchema = z.object({ id: identifier, requests: z.array(request).optional() })

const certificate = z.object({
  id: optional(identifier),
  serial_number: optional(z.string()),
  common_name: optional(z.string()),
  csr: optional(z.string()),
  valid_till: optional(day),
})

/** Order info. */
export const orderSchema = z.object({
  id: identifier,
  status: z.string().min(1),
  certificate,
  order_valid_till: optional(day),
  product: z.object({ name_id: optional(z.string()) }).optional(),
  requests: z.array(request).optional(),
})
export type DigicertOrder = z.output<typeof orderSchema>

const page = z.object({ total: z.int().min(0) }).optional()

/** List orders. */
export const ordersSchema = z.object({
  orders: z.array(z.object({ id: identifier, status: z.string().min(1), date_created: instant })),
  page,
})
export type ListedOrder = z.output<typeof ordersSchema>["orders"][number]

/** List reissues, list duplicates. */
export const certificatesSchema = z.object({
  certificates: z.array(certificate.extend({ status: z.string().min(1), date_created: instant })),
})
export type ListedCertificate = z.output<typeof certificatesSchema>["certificates"][number]

/** Order validation status. */
export const orderValidationSchema = z.object({
  organization_validations: z.array(z.object({ name: z.string(), status: z.string() })).optional(),
  dns_name_validations: z
    .array(
      z.object({
        name_scope: optional(z.string()),
        dns_names: z.array(z.string()).optional(),
        status: z.string(),
        method: optional(z.string()),
      }),
    )
    .optional(),
})

const validation = z.object({
  /** `ov`, `ev`, and kinds for other products. */
  type: z.string(),
  status: z.string(),
  dcv_status: optional(z.string()),
  date_created: optional(instant),
  validated_until: optional(instant),
})
export type Validation = z.output<typeof validation>

/** Validation details of an organization. */
export const organizationSchema = z.object({ validations: z.array(validation) })

/** List domains, with `include_validation=true`. */
export const domainsSchema = z.object({
  domains: z.array(
    z.object({
      name: z.string().min(1),
      is_active: z.boolean().optional(),
      dcv_approval_datetime: optional(instant),
      validations: z.array(validation).optional(),
    }),
  ),
  page,
})
export type Domain = z.output<typeof domainsSchema>["domains"][number]
