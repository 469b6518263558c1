/** Errors of an ACME client, with what to write in fleet.yaml as their hint: src/acme knows of no such file. */
import { AcmeNeed, type Need } from "../../acme/need.js"
import { AcmeRefusal } from "../../acme/problem.js"
import { ToolError } from "../../errors.js"
import type { AcmeIssuerSettings, ChallengeSettings } from "../../fleet/issuerSchema.js"
import type { Issuer } from "../issuer.js"

type Told = Pick<AcmeIssuerSettings, "account">

/** The same issuer, whose errors name keys of fleet.yaml. */
export function inWordsOfFleet(issuer: Issuer, settings: Told): Issuer {
  const told = <In extends readonly unknown[], Out>(ask: (...asked: In) => Promise<Out>) => {
    return (...asked: In): Promise<Out> =>
      ask(...asked).catch((error: unknown) => {
        throw reworded(error, settings)
      })
  }
  return {
    ...issuer,
    ...{ describe: told(issuer.describe), place: told(issuer.place), find: told(issuer.find) },
    ...{ advance: told(issuer.advance), renewalInfo: told(issuer.renewalInfo) },
    caaIdentities: told(issuer.caaIdentities),
    ...(issuer.check && { check: told(issuer.check) }),
  }
}

function reworded(error: unknown, settings: Told): unknown {
  if (error instanceof AcmeNeed)
    return new ToolError(error.code, error.message, { hint: hintFor(error.need, error), cause: error })
  if (error instanceof AcmeRefusal && error.is("accountDoesNotExist"))
    return new ToolError("config", error.message, {
      hint: `the CA has no account of this key any more: move ${settings.account}/account.json away, and the next order registers the key anew`,
      cause: error,
    })
  return error
}

function hintFor(need: Need, { hint = "" }: AcmeNeed): string {
  const acme = "certificate.issuer.acme"
  switch (need.kind) {
    case "terms":
      return `read them; once you agree, write ${acme}.termsOfServiceAgreed: true in fleet.yaml`
    case "binding":
      return `get binding credentials from the CA, and write ${acme}.eab: { kid: KID, keyFile: FILE } in fleet.yaml`
    case "challenge":
      return challengeHint(acme, need.offered)
    // What is needed on the way to the CA is said there.
    case "trust":
      return hint
  }
}

/** In the order in which they are proposed. */
const examples: Readonly<Record<keyof ChallengeSettings, string>> = {
  "http-01": "{ http-01: { hook: [PROGRAM] } }",
  "dns-01": "{ dns-01: { hook: [PROGRAM] } }",
}

function challengeHint(acme: string, offered: readonly string[]): string {
  const known = Object.entries(examples).flatMap(([kind, example]) =>
    offered.includes(kind) ? [example] : [],
  )
  const beforehand = "have the domain validated at the CA beforehand"
  if (known.length === 0) return beforehand
  return `write ${acme}.challenge: ${known.join(" or ")} in fleet.yaml, or ${beforehand}`
}
