import { z } from "zod"
import { stages } from "../../renew/stages.js"
import { chainLink, findings, fingerprint, leaf, moment, version } from "./parts.js"
import { exitCode, host } from "./rollouts.js"

const texts = z.array(z.string())
const standing = { status: z.string().describe("the CA's own word") }

const ordered = {
  version,
  order: z.string().describe("its name in the journal of orders"),
  isEarlier: z.boolean().describe("whether nothing was ordered now: it is what the last order brought"),
  request: z.strictObject({ folder: z.string(), key: z.string(), csr: z.string() }),
  bundle: z
    .strictObject({
      folder: z.string(),
      encrypted: z.boolean(),
      commonName: z.string(),
      ...leaf,
      chain: z.array(chainLink),
    })
    .nullable()
    .describe("what import wrote; null where nothing was imported"),
  findings,
}

/** What `order` prints, by what came of it. */
export const orderDocument = z
  .union([
    z.strictObject({
      ...ordered,
      outcome: z.literal("issued"),
      file: z.string().describe("what the CA delivered"),
      differences: texts.describe("how it differs from the CSR; then nothing was imported"),
      remarks: texts,
    }),
    z.strictObject({
      ...ordered,
      ...standing,
      outcome: z.literal("pending"),
      askAgainMs: z.number().describe("milliseconds"),
    }),
    z.strictObject({ ...ordered, ...standing, outcome: z.literal("needs-human"), todo: z.string() }),
    z.strictObject({ ...ordered, ...standing, outcome: z.literal("failed"), reasons: texts }),
    z.strictObject({ version, findings }),
  ])
  .describe("certfleet order --json; findings alone where no CSR can be made")

export const orderPlanDocument = z
  .strictObject({
    version,
    where: z.string().describe("address of the CA"),
    open: z.strictObject({ id: z.string(), reference: z.string().nullable() }).nullable(),
    request: z.strictObject({ folder: z.string(), isNew: z.boolean(), names: texts }).nullable(),
    asked: texts,
    findings,
  })
  .describe("certfleet order --dry-run --json and order --check --json")

const renewed = {
  outcome: z
    .enum(["not-due", "renewed", "waiting", "stopped", "none"])
    .describe(
      "renewed: seen on every port; waiting: a later run goes on, and there is time for that; none: there never was one (--domains)",
    ),
  exitCode,
  stage: z.enum(stages).optional().describe("where it waits or has stopped"),
  reason: z.string().optional(),
  hint: z.string().optional(),
  findings,
  due: z
    .strictObject({ at: moment, why: z.string(), explanationUrl: z.string().optional() })
    .optional()
    .describe("when the certificate in use is to be renewed"),
  replaces: fingerprint.optional(),
  certificate: fingerprint.optional(),
  bundle: z.string().optional(),
  rollout: z.strictObject({ exitCode, rollout: z.string(), hosts: z.array(host) }).optional(),
}

export const renewDocument = z.strictObject({ version, ...renewed }).describe("certfleet renew --json")

export const renewDomainsDocument = z
  .strictObject({
    version,
    exitCode: exitCode.describe("the worst of all"),
    domains: z
      .array(
        z.strictObject({
          domain: z.string(),
          exitCode,
          result: z.strictObject(renewed).nullable().describe("null where error says why there is none"),
          error: z.strictObject({ message: z.string(), hint: z.string().nullable() }).nullable(),
        }),
      )
      .describe("those that were begun, in the order of fleet.yaml"),
  })
  .describe("certfleet renew --domains --json")
