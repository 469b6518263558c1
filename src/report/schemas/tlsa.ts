import { z } from "zod"
import { findings, moment, version } from "./parts.js"

const standing = z
  .enum(["none", "ready", "wait", "unchecked"])
  .describe("whether the next key may be used now: none, there is no next key")

export const tlsaDocument = z
  .strictObject({
    version,
    keys: z.array(
      z.strictObject({
        which: z.enum(["current", "next"]),
        folder: z.string(),
        record: z.string().describe("such as 3 1 1 and SHA-256 of the key, in hex"),
        places: z.array(
          z.strictObject({
            owner: z.string().describe("such as _25._tcp.mx01.example.edu"),
            mx: z.string(),
            port: z.number(),
            published: z.boolean().optional().describe("left out where nobody could say"),
          }),
        ),
      }),
    ),
    foreign: z
      .array(z.strictObject({ domain: z.string(), mx: z.string() }))
      .describe("mail exchangers of the fleet's domains that are none of its names"),
    next: z.strictObject({
      standing,
      folder: z.string().optional(),
      reason: z.string().optional(),
      until: moment.optional().describe("from then on it may be used"),
    }),
    findings,
  })
  .describe("certfleet tlsa --json")
