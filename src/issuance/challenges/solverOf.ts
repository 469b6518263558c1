import type { ChallengeSolver } from "../../acme/authorization.js"
import { ToolError } from "../../errors.js"
import type { ChallengeSettings } from "../../fleet/issuerSchema.js"
import type { IssuanceDoors } from "../doors.js"

/**
 * Who meets the challenges that fleet.yaml sets up.
 *
 * @throws ToolError `config` for a kind that there is nobody for
 */
export async function solverOf(settings: ChallengeSettings, _doors: IssuanceDoors): Promise<ChallengeSolver> {
  const [kind = ""] = Object.keys(settings)
  throw new ToolError("config", `certificate.issuer.acme.challenge: nobody meets ${kind} yet`, {
    hint: "have the domains validated at the CA beforehand",
  })
}
