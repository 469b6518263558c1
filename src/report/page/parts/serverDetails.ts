import { verdictMoods } from "../../moods.js"
import type { PortJson, SeenJson, ServerJson, StatusJson } from "../../status/json.js"
import { type Html, html } from "../html.js"
import { counted, dayOf, shortPrint } from "../words.js"
import { badge } from "./badge.js"
import { anchorOf } from "./fleetTable.js"

/** What was seen of each server and virtual name, folded away until it is asked for. */
export function serverDetails({ servers, farms }: Pick<StatusJson, "servers" | "farms">): Html {
  const all = [
    ...servers.map((server) => ({ name: server.host, seen: server, files: filesOf(server) })),
    ...farms.map((farm) => ({ name: farm.name, seen: farm, files: undefined })),
  ]
  return html`${all.map(
    ({ name, seen, files }, index) => html`<details class="server"><summary>${name} ${badge(
      verdictMoods[seen.verdict],
      seen.verdict,
    )} <span class="sub">${counted(seen.ports.length, "look")}</span></summary>
<div id="${anchorOf(index)}">${reasonsOf(seen)}${portsOf(name, seen)}${files}</div></details>
`,
  )}`
}

function reasonsOf({ reasons }: SeenJson): Html | undefined {
  if (reasons.length === 0) return undefined
  return html`<ul class="reasons">${reasons.map(
    ({ verdict, text }) => html`<li>${badge(verdictMoods[verdict], verdict)} ${text}</li>`,
  )}</ul>`
}

function portsOf(name: string, { ports }: SeenJson): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Ports of ${name}"><table>
<caption class="unseen">Ports of ${name}</caption>
<thead><tr><th scope="col" class="right">Port</th><th scope="col">Service</th><th scope="col">Certificate</th><th scope="col" class="right">Days left</th><th scope="col">TLS</th><th scope="col">Chain as sent</th><th scope="col">Asked at</th></tr></thead>
<tbody>${ports.map(portRow)}</tbody></table></div>`
}

function portRow(port: PortJson): Html {
  const { sni, host, service, from } = port
  const asked = sni === undefined || sni === host ? service : `${service} for ${sni}`
  const start = html`<th scope="row" class="right">${port.port}</th><td>${asked}</td>`
  if (!port.ok)
    return html`<tr>${start}<td colspan="4">${badge("bad", port.failure ?? "failed")} ${port.detail}</td><td>${from.address}</td></tr>
`
  const { fingerprint = "", tls, daysLeft, notAfter, chain = [] } = port
  const names = chain.map((one) => ("name" in one ? one.name : "unreadable"))
  return html`<tr>${start}<td><code title="${fingerprint}">${shortPrint(fingerprint)}</code></td><td class="right">${daysLeft ?? "–"}${notAfter !== undefined && html` <span class="sub">${dayOf(notAfter)}</span>`}</td><td>${tls?.version}</td><td>${names.join(" > ")}</td><td>${from.address}</td></tr>
`
}

function filesOf({ host, files, ldap, unread = {}, notLookedAt }: ServerJson): Html | undefined {
  if (notLookedAt !== undefined) return html`<p>${badge("bad", "not looked at")} ${notLookedAt}</p>`
  if (files === undefined) return undefined
  const held = [...Object.entries(files), ...(ldap === undefined ? [] : [["LDAP", ldap] as const])]
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Files of ${host}"><table>
<caption class="unseen">Files of ${host}, by the certificate in them</caption>
<thead><tr><th scope="col">File</th><th scope="col">Certificate in it</th></tr></thead>
<tbody>${held.map(
    ([path, print]) =>
      html`<tr><th scope="row">${path}</th><td><code title="${print}">${shortPrint(print)}</code></td></tr>
`,
  )}${Object.entries(unread).map(
    ([path, why]) => html`<tr><th scope="row">${path}</th><td>${badge("warn", "unread")} ${why}</td></tr>
`,
  )}</tbody></table></div>`
}
