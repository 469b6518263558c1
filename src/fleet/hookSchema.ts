import { z } from "zod"
import { hookMoments, hookScopes } from "./types.js"

const oneOf = (words: readonly string[]) => ({ error: `expected ${words.join(", ")}` })
const command = (owner: z.core.$ZodErrorMap | string) =>
  z.array(z.string().min(1, { error: "expected a word of the command" }), { error: owner })
const words = "expected the command and its arguments, as a list of words"

const hook = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
      error: "expected a name of letters, digits, dots, hyphens and underscores",
    })
    .describe("What the journal calls it"),
  when: z
    .enum(hookMoments, oneOf(hookMoments))
    .describe(
      "before change, before activate: a failure stops the server as a failed check does; after change, after activate: as the failed change; done, before undo, undone: it is told of",
    ),
  run: command(words)
    .min(1, { error: words })
    .describe("Command and arguments; it runs on this machine, ./ goes by the folder of this file"),
  undo: command(words)
    .default([])
    .describe("The command that takes it back: once, when a server that it was begun for is put back"),
  per: z
    .enum(hookScopes, oneOf(hookScopes))
    .default("server")
    .describe("Runs for each server, once for each role, or once for the fleet"),
  servers: z
    .array(z.string().min(1, { error: "expected a server, a role or a farm" }))
    .default([])
    .describe("For which servers: by name, role, farm or pattern; for all unless given"),
  timeout: z
    .number({ error: "expected a number of seconds" })
    .positive({ error: "expected more than 0 seconds" })
    .max(86_400, { error: "expected at most 86400 seconds" })
    .default(60)
    .describe("Seconds until it is killed, with everything that it started"),
  environment: z
    .array(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "expected the name of an environment variable" }),
    )
    .default([])
    .describe("Variables of certfleet's own environment that it sees beside PATH, HOME and the like"),
})

/** `hooks:` of fleet.yaml. */
export const hooksSchema = z.array(hook).default([]).describe("Programs of this machine around a rollout")
