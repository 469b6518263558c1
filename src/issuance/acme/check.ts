import type { AcmeClient } from "../../acme/client.js"
import type { Finding } from "../../finding.js"
import type { AcmeIssuerSettings } from "../../fleet/issuerSchema.js"
import { hookProgram } from "../challenges/hook.js"
import type { IssuanceDoors } from "../doors.js"
import { precheckFindings } from "../prechecks/findings.js"

export interface AcmeCheckInputs {
  readonly settings: AcmeIssuerSettings
  readonly doors: Pick<IssuanceDoors, "folder" | "processes">
  readonly client: AcmeClient
  /** Whether an account is kept: of one that is there, a CA wants neither agreement nor binding. */
  readonly hasAccount: boolean
}

/** What of fleet.yaml and this machine would stop an order at an ACME server; nothing is sent. */
export async function acmeCheck(inputs: AcmeCheckInputs): Promise<readonly Finding[]> {
  const { client, hasAccount, settings } = inputs
  const { challenge, directory, eab, termsOfServiceAgreed } = settings
  const { externalAccountRequired, termsOfService } = client.directory.meta
  const subject = { kind: "input", name: directory } as const
  const found: Finding[] = []
  if (!hasAccount && termsOfService !== undefined && !termsOfServiceAgreed)
    found.push(precheckFindings.terms(subject, { terms: termsOfService }))
  if (!hasAccount && externalAccountRequired === true && eab === undefined)
    found.push(precheckFindings.binding(subject, {}))
  if (!hasAccount && challenge === undefined) found.push(precheckFindings.noChallenge(subject, {}))
  return [...found, ...(await hookFindings(inputs))]
}

async function hookFindings({ doors, settings }: AcmeCheckInputs): Promise<readonly Finding[]> {
  const kinds = Object.entries(settings.challenge ?? {})
  const looks = kinds.map(async ([kind, one]) => {
    const [program] = one?.hook ?? []
    if (program === undefined) return []
    const state = await doors.processes.find(hookProgram(program, doors.folder))
    if (state === "there") return []
    return [precheckFindings.hookProgram({ kind: "input", name: program }, { kind, program, state })]
  })
  return (await Promise.all(looks)).flat()
}
