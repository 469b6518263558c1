import { z } from "zod"
import { scopes, sources } from "../../lint/explanation.js"
import { orderDocument, orderPlanDocument, renewDocument, renewDomainsDocument } from "./orders.js"
import {
  chainLink,
  coverage,
  finding,
  findings,
  fingerprint,
  leaf,
  moment,
  placedLink,
  sanName,
  severity,
  standing,
  version,
} from "./parts.js"
import { probeDocument, statusDocument } from "./ports.js"
import { planDocument, reportDocument, rolloutDocument } from "./rollouts.js"
import { tlsaDocument } from "./tlsa.js"

const refused = z.strictObject({ version, findings })

const namesDocument = z
  .strictObject({
    version,
    commonName: z.string().nullable(),
    names: z.array(
      z.strictObject({
        name: z.string(),
        type: sanName.shape.type,
        reasons: z.array(
          z.strictObject({
            kind: z.enum(["common-name", "farm", "server", "additional"]),
            farm: z.string().optional(),
            host: z.string().optional(),
            roles: z.array(z.string()).optional(),
            text: z.string(),
          }),
        ),
        line: z.number().optional(),
      }),
    ),
    findings,
  })
  .describe("certfleet names --json")

const csrDocument = z
  .union([
    z.strictObject({
      version,
      key: z.string(),
      csr: z.string(),
      encrypted: z.boolean(),
      commonName: z.string(),
      names: z.array(sanName),
      keyAlgorithm: z.string(),
      findings,
    }),
    refused,
  ])
  .describe("certfleet csr --json; findings alone where nothing was made")

const checkDocument = z
  .strictObject({
    version,
    at: moment,
    certificates: z.array(
      z.strictObject({
        name: z.string(),
        issuer: z.string(),
        ...leaf,
        key: z.string(),
        daysLeft: z.number().describe("until the first of leaf and chain expires"),
        links: z.array(placedLink).describe("the way from the leaf to its root"),
        root: standing,
        coverage: coverage.optional(),
        chain: z.array(chainLink).nullable(),
        clientPaths: z.array(
          z.strictObject({
            root: z.string(),
            fingerprint,
            standing: z.enum(["trusted", "retired"]),
            path: z.array(z.string()),
          }),
        ),
      }),
    ),
    findings,
  })
  .describe("certfleet check --json")

const importDocument = z
  .union([
    z.strictObject({
      version,
      folder: z.string(),
      encrypted: z.boolean(),
      commonName: z.string(),
      ...leaf,
      chain: z.array(chainLink),
      findings,
    }),
    refused,
  ])
  .describe("certfleet import --json; findings alone where nothing was written")

const count = z.number().int().min(0)

const lintDocument = z
  .strictObject({
    version,
    at: moment,
    failOn: severity,
    counts: z.record(z.string(), count),
    totals: z.strictObject({ error: count, warning: count, notice: count, waived: count, known: count }),
    inputs: z.array(z.string()),
    findings: z.array(
      z.strictObject({
        ...finding.shape,
        identity: z.string(),
        standing: z.looseObject({ kind: z.string() }),
      }),
    ),
    pairs: z.array(z.strictObject({ key: z.string(), partner: z.string() })),
  })
  .describe("certfleet lint --json")

const explanation = {
  code: z.string(),
  severity,
  source: z.enum(sources as [string, ...string[]]).optional(),
  citation: z.string().optional(),
  inForce: z.strictObject({ from: z.iso.date().optional(), until: z.iso.date().optional() }).optional(),
  scopes: z.array(z.enum(scopes as [string, ...string[]])).optional(),
  audience: z.string().optional(),
  what: z.string(),
  why: z.string().optional(),
  bad: z.string().optional(),
  good: z.string().optional(),
  hint: z.string().optional(),
}

/** What each command prints with `--json`; published as JSON Schemas in dist/schemas. */
export const documents = {
  names: namesDocument,
  csr: csrDocument,
  order: orderDocument,
  orderPlan: orderPlanDocument,
  renew: renewDocument,
  renewDomains: renewDomainsDocument,
  check: checkDocument,
  import: importDocument,
  rollout: rolloutDocument,
  plan: planDocument,
  report: reportDocument,
  probe: probeDocument,
  status: statusDocument,
  tlsa: tlsaDocument,
  lint: lintDocument,
  rules: z
    .strictObject({ version, rules: z.array(z.strictObject(explanation)) })
    .describe("certfleet rules --json"),
  explain: z.strictObject({ version, ...explanation }).describe("certfleet explain --json"),
  version: z
    .strictObject({
      version,
      certfleet: z.string(),
      node: z.string(),
      openssl: z.string().describe("Node's own"),
      platform: z.string().describe("as Node calls it: linux, darwin, win32"),
      arch: z.string().describe("as Node calls it: x64, arm64"),
      dependencies: z.record(z.string(), z.string().nullable()).describe("as installed; null: not installed"),
    })
    .describe("certfleet version --json"),
} satisfies Readonly<Record<string, z.ZodType>>

/** JSON Schemas (2020-12) by the names above. */
export function documentSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(documents).map(([name, schema]) => [name, z.toJSONSchema(schema)]))
}
