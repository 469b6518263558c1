import { z } from "zod"
import { hookMoments } from "../../fleet/types.js"
import { type Outcome, phaseNames } from "../../rollout/phases/table.js"
import { fingerprint, milliseconds, version } from "./parts.js"

const outcomes = [
  "done",
  "unchanged",
  "aborted",
  "rolled-back",
  "stuck",
] as const satisfies readonly Outcome[]
const outcome = z.enum(outcomes)
const phase = z.enum(phaseNames as [string, ...string[]])
export const exitCode = z.union(
  [0, 1, 2, 3, 4, 5, 130].map((code) => z.literal(code)) as [z.ZodLiteral<number>, z.ZodLiteral<number>],
)

const proof = z.strictObject({
  service: z.string(),
  port: z.number(),
  proven: z.boolean(),
  name: z.string().optional().describe("of a domain with a certificate of its own"),
  from: z.enum(["direct", "ssh", "openssl"]).optional(),
  address: z.string().optional(),
  problem: z.string().optional(),
})

const ofHook = {
  hook: z.string(),
  when: z.enum(hookMoments),
  for: z.string().describe("the server, the role, or fleet"),
  way: z.enum(["run", "undo"]).describe("undo: its partner, which takes it back"),
}

const instant = z.number().describe("milliseconds since the epoch")

export const host = z.strictObject({
  host: z.string(),
  outcome: outcome.optional().describe("none: to be resumed"),
  reason: z.string().optional(),
  next: z.string().optional(),
  ports: z.number(),
  portsProven: z.number(),
  proofs: z.array(proof).optional(),
  notes: z.array(z.string()).optional(),
  ms: milliseconds,
  commands: z.array(z.string()).optional().describe("what a human runs on a stuck server"),
  commandsAs: z.string().optional(),
})

const run = z.strictObject({
  kind: z.enum(["rollout", "resumed", "rollback"]),
  by: z.string(),
  from: instant,
  to: instant.optional(),
  exitCode: exitCode.optional(),
  interruptions: z.array(z.string()),
  decisions: z.array(z.string()),
  marks: z.array(
    z.strictObject({
      at: instant,
      kind: z.enum(["part", "interruption", "undo", "go-on"]),
      text: z.string(),
      part: z.number().optional(),
    }),
  ),
  hooks: z.array(
    z.strictObject({
      ...ofHook,
      from: instant,
      to: instant.optional(),
      state: z.enum(["ok", "failed", "cut-off"]),
      detail: z.string().optional(),
    }),
  ),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      outcome: outcome.optional(),
      reason: z.string().optional(),
      warnings: z.array(z.string()),
      ports: z.number().optional(),
      portsProven: z.number().optional(),
      phases: z.array(
        z.strictObject({
          phase,
          from: instant,
          to: instant.optional(),
          state: z.enum(["ok", "unchanged", "failed", "cut-off"]),
          detail: z.string().optional(),
        }),
      ),
    }),
  ),
})

/** A rollout with all its runs. */
const course = {
  version,
  rollout: z.string(),
  certificate: fingerprint,
  commonName: z.string(),
  hosts: z.array(host),
  runs: z.array(run),
}

export const courseDocument = z.strictObject({ ...course, exitCode: exitCode.optional() })

export const rolloutDocument = z
  .strictObject({ ...course, exitCode, next: z.string().optional().describe("the one next command") })
  .describe("certfleet rollout --json, certfleet rollback --json")

export const planDocument = z
  .strictObject({
    version,
    rollout: z.string(),
    hooks: z
      .array(
        z.strictObject({
          ...ofHook,
          hosts: z.array(z.string()),
          argv: z.array(z.string()),
          timeoutMs: milliseconds,
          undo: z.array(z.string()).optional(),
        }),
      )
      .describe("programs of this machine, in the order in which they would begin"),
    hosts: z.array(
      z.strictObject({
        host: z.string(),
        ports: z.array(
          z.strictObject({
            service: z.string(),
            port: z.number(),
            address: z.string(),
            prove: z.enum(["direct", "ssh", "auto"]),
            names: z.array(z.string()),
          }),
        ),
        steps: z.array(
          z.strictObject({
            phase,
            part: z.number(),
            user: z.string(),
            argv: z.array(z.string()),
            detached: z.array(z.string()).optional(),
          }),
        ),
      }),
    ),
  })
  .describe("certfleet rollout --dry-run --json")

export const reportDocument = z
  .strictObject({ ...course, id: z.string(), exitCode: exitCode.optional() })
  .describe("certfleet report --json")
