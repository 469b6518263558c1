import { checkDelivery } from "../../bundle/check.js"
import { readCriteria } from "../../bundle/criteria.js"
import { readDelivered } from "../../bundle/delivered.js"
import { type ExitCode, exitCodes } from "../../errors.js"
import { reaches } from "../../finding.js"
import { checkJson } from "../../report/check/json.js"
import { jsonText } from "../../report/jsonText.js"
import { comparisonWith } from "../inputs/against.js"
import { deliveredPorts } from "../inputs/delivered.js"
import { findFleet } from "../inputs/fleetFile.js"
import { writePage } from "../inputs/page.js"
import type { Io } from "../io.js"
import { orderFiles } from "../options/delivery.js"
import { profileNamed } from "../options/profile.js"
import { severityNamed } from "../options/severity.js"
import { paintFor } from "../terminal/colour.js"
import { detail } from "../terminal/voice.js"
import type { CheckOptions } from "./options.js"
import { checkedText } from "./text.js"

export async function check(io: Io, files: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const failOn = severityNamed(options.failOn)
  const fleet = options.fleet === false ? undefined : await findFleet(io, options.fleet, options.domain)
  const { delivery, key } = await readDelivered(deliveredPorts(io, options), files, orderFiles(options))
  const now = io.clock.now()
  const criteria = await readCriteria(
    io.files,
    { ...options, fleet, profile: profileNamed(options.profile) },
    new Date(now),
  )
  detail(io, `judged by ${criteria.store.name}, profile ${criteria.profile}`)
  const compare = await comparisonWith(io, options)
  const { checked, findings } = checkDelivery(delivery, { criteria, key, compare, label: files.join(", ") })
  const delivered = delivery.certificates.map(({ certificate }) => certificate)
  const report = { checked, findings, at: now, fleet, delivered }
  io.stdout.write(
    options.json === true
      ? jsonText(checkJson(report))
      : checkedText(checked, findings, { at: now, paint: await paintFor(io, io.stdout) }),
  )
  if (options.html !== undefined) {
    const { checkPage } = await import("../../report/page/checkPage.js")
    await writePage(io, options.html, (version) => checkPage(checkJson(report), version))
  }
  return reaches(findings, failOn) ? exitCodes.findings : exitCodes.ok
}
