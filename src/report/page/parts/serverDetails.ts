import { verdictMoods } from "../../moods.js"
import type { PortJson, SeenJson, ServerJson, StatusJson } from "../../status/json.js"
import { type Html, html } from "../html.js"
import { counted, dayOf, shortPrint } from "../words.js"
import { badge } from "./badge.js"
import { anchorOf, toldReasons } from "./fleetTable.js"
import { type PageRow, tableOf } from "./table.js"

/** What was seen of each server and virtual name, folded away until it is asked for. */
export function serverDetails({ servers, farms }: Pick<StatusJson, "servers" | "farms">): Html {
  const all = [
    ...servers.map((server) => ({ name: server.host, seen: server, server })),
    ...farms.map((farm) => ({ name: farm.name, seen: farm, server: undefined })),
  ]
  return html`${all.map(({ name, seen, server }, index) => {
    const id = anchorOf(index)
    return html`<details class="server"><summary>${name} ${badge(
      verdictMoods[seen.verdict],
      seen.verdict,
    )} <span class="sub">${counted(seen.ports.length, "look")}</span></summary>
<div id="${id}">${reasonsOf(seen)}${portsOf(`${id}-ports`, name, seen)}${
      server !== undefined && filesOf(`${id}-files`, server)
    }</div></details>
`
  })}`
}

function reasonsOf(seen: SeenJson): Html | undefined {
  const told = toldReasons(seen)
  if (told.length === 0) return undefined
  return html`<ul class="reasons">${told.map(
    ({ verdict, text }) => html`<li>${badge(verdictMoods[verdict], verdict)} ${text}</li>`,
  )}</ul>`
}

function portsOf(id: string, name: string, { ports }: SeenJson): Html {
  return tableOf({
    id,
    caption: `Ports of ${name}`,
    columns: [
      { title: "Port" },
      { title: "Service" },
      { title: "Certificate" },
      { title: "Days left", align: "right" },
      { title: "TLS" },
      { title: "Chain as sent" },
      { title: "Asked at" },
    ],
    rows: ports.map(portRow),
  })
}

function portRow(port: PortJson): PageRow {
  const { sni, host, service, from, ok, fingerprint = "", tls, daysLeft, notAfter, chain = [] } = port
  const asked = sni === undefined || sni === host ? service : `${service} for ${sni}`
  const names = chain.map((one) => ("name" in one ? one.name : "unreadable"))
  const until = notAfter !== undefined && html` <span class="sub">${dayOf(notAfter)}</span>`
  const cells = ok
    ? [
        html`<code title="${fingerprint}">${shortPrint(fingerprint)}</code>`,
        html`${daysLeft ?? "–"}${until}`,
        tls?.version,
        names.join(" > "),
      ]
    : [html`${badge("bad", port.failure ?? "failed")} ${port.detail}`, "–", "–", "–"]
  return { cells: [port.port, asked, ...cells, from.address].map((content) => ({ content })) }
}

function filesOf(id: string, { host, files, ldap, unread = {}, notLookedAt }: ServerJson): Html | undefined {
  if (notLookedAt !== undefined) return html`<p>${badge("bad", "not looked at")} ${notLookedAt}</p>`
  if (files === undefined) return undefined
  const held = [...Object.entries(files), ...(ldap === undefined ? [] : [["LDAP", ldap] as const])]
  const print = (one: string): Html => html`<code title="${one}">${shortPrint(one)}</code>`
  return tableOf({
    id,
    caption: `Files of ${host}, by the certificate in them`,
    columns: [{ title: "File" }, { title: "Certificate in it" }],
    rows: [
      ...held.map(([path, one]) => ({ cells: [{ content: path }, { content: print(one) }] })),
      ...Object.entries(unread).map(([path, why]) => ({
        cells: [{ content: path }, { content: html`${badge("warn", "unread")} ${why}` }],
      })),
    ],
  })
}
