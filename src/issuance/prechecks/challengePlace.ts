/** Where the record of a dns-01 challenge leads, and whether that is where it will be written. */
import { ask } from "../../dns/ask.js"
import { aliasTarget, authorityOf } from "../../dns/authority.js"
import { type Dns, timeLimitOf } from "../../dns/lookUp.js"
import { codeName } from "../../dns/recordTypes.js"
import { ToolError } from "../../errors.js"
import type { Finding } from "../../finding.js"
import type { Dns01Settings } from "../../fleet/issuerSchema.js"
import { updatePlace, updateServers } from "../challenges/updatePublisher.js"
import { precheckFindings } from "./findings.js"

/**
 * @param domain a name of the certificate, without `*.`
 * @param known zones whose update server was looked at before
 * @throws ToolError `cancelled`
 */
export async function challengeFindings(
  dns: Dns,
  { hook, update }: Dns01Settings,
  { domain, known, signal }: { domain: string; known: Set<string>; signal?: AbortSignal | undefined },
): Promise<readonly Finding[]> {
  const name = `_acme-challenge.${domain}`
  const subject = { kind: "input", name: domain } as const
  try {
    const target = await aliasTarget(dns, name, signal)
    const place = update === undefined ? undefined : await updatePlace(dns, update, name, signal)
    const { zone } = await authorityOf(dns, target, signal)
    if (update === undefined || place === undefined)
      return hook === undefined || target === name ? [] : [precheckFindings.alias(subject, { name, target })]
    if (place.zone !== zone)
      return [
        precheckFindings.leadsAway(subject, {
          ...{ name, problem: `${place.name} is in the zone ${zone}, and updates go to ${place.zone}` },
          whatToDo: `write zone: ${zone}, or leave it out in fleet.yaml`,
        }),
      ]
    if (known.has(zone)) return []
    known.add(zone)
    return await serverFindings(dns, update, zone, signal)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "cancelled") throw error
    if (error.code === "config")
      return [
        precheckFindings.leadsAway(subject, {
          ...{ name, problem: error.message, whatToDo: error.hint ?? "" },
        }),
      ]
    return [precheckFindings.unchecked(subject, { what: `where ${name} leads`, problem: error.message })]
  }
}

/** Whether the server that takes the updates has the zone. */
async function serverFindings(
  dns: Dns,
  update: NonNullable<Dns01Settings["update"]>,
  zone: string,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const subject = { kind: "host", host: update.server } as const
  const facts = { server: update.server, zone }
  const problems: string[] = []
  for (const server of await updateServers(dns, update, signal)) {
    try {
      const options = { recursion: false, tries: 2, signal, ...timeLimitOf(dns) }
      const answer = await ask(dns, server, { name: zone, type: "SOA" }, options)
      if (answer.isAuthoritative && answer.answers.some((one) => one.type === "SOA" && one.name === zone))
        return []
      const said = answer.code === 0 ? "has no such zone" : `answers ${codeName(answer.code)} for it`
      return [precheckFindings.notThere(subject, { ...facts, problem: said })]
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== "dns-unanswered") throw error
      problems.push(error.message)
    }
  }
  const what = `whether ${update.server} takes updates of ${zone}`
  return [precheckFindings.unchecked(subject, { what, problem: problems.join("; ") })]
}
