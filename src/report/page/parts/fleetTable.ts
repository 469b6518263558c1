import type { Reason } from "../../../status/verdict.js"
import { verdictMoods } from "../../moods.js"
import type { SeenJson, ServerJson, StatusJson } from "../../status/json.js"
import { type Content, type Html, html } from "../html.js"
import { counted, shortPrint } from "../words.js"
import { badge } from "./badge.js"
import { type PageRow, tableOf } from "./table.js"

/** Rows are sorted by it. */
const weights = Object.keys(verdictMoods)

/** So many reasons of a server stand in its row; its details have all. */
const reasonsShown = 2

/** A row a server and virtual name. */
export function fleetTable({ servers, farms }: Pick<StatusJson, "servers" | "farms">): Html {
  return tableOf({
    id: "fleet-table",
    caption: "Servers and virtual names, and what is to be said of each",
    columns: [
      { title: "Server", sort: "text" },
      { title: "Roles", sort: "text" },
      { title: "Verdict", sort: "number" },
      { title: "Days left", sort: "number", align: "right" },
      { title: "Ports", sort: "number", align: "right" },
      { title: "Certificate", sort: "text", wideOnly: true },
      { title: "From", sort: "text", wideOnly: true },
      { title: "Files", sort: "text", wideOnly: true },
    ],
    rows: [
      ...servers.map((server, index) =>
        rowOf(server, {
          ...{ name: server.host, index, roles: server.roles.join(", "), files: filesCell(server) },
        }),
      ),
      ...farms.map((farm, index) =>
        rowOf(farm, {
          ...{ name: farm.name, index: servers.length + index, roles: `farm ${farm.farm}`, files: "–" },
        }),
      ),
    ],
    filter: { hint: "name, role, certificate", choice: "Verdict" },
  })
}

/** The anchor of a row's details. */
export function anchorOf(index: number): string {
  return `seen-${index + 1}`
}

interface RowName {
  readonly name: string
  /** Of its details. */
  readonly index: number
  readonly roles: string
  readonly files: Content
}

function rowOf(seen: SeenJson, { name, index, roles, files }: RowName): PageRow {
  const { verdict, daysLeft, ports } = seen
  const own = ownPorts(seen)
  const prints = [...new Set(ports.flatMap(({ fingerprint }) => fingerprint ?? []))]
  const ways = [...new Set(ports.flatMap(({ ok, from }) => (ok ? [wayShort[from.way]] : [])))]
  const answering = own.filter(({ ok }) => ok).length
  return {
    tag: verdict,
    cells: [
      { content: html`<a href="#${anchorOf(index)}">${name}</a>` },
      { content: roles },
      {
        content: html`${badge(verdictMoods[verdict], verdict)}${reasonsOf(seen)}`,
        value: weights.indexOf(verdict),
      },
      { content: daysLeft ?? "–", value: daysLeft ?? Number.MAX_SAFE_INTEGER },
      { content: `${answering} of ${own.length}`, value: answering },
      { content: prints.map((print) => html`<code title="${print}">${shortPrint(print)}</code> `) },
      { content: ways.join(", ") || "–" },
      { content: files },
    ],
  }
}

const wayShort = { direct: "here", ssh: "SSH", openssl: "openssl there" } as const

/** Each port once, however many names it was asked by. */
export function ownPorts({ ports }: SeenJson): SeenJson["ports"] {
  return [...new Map(ports.map((port) => [`${port.host}:${port.port}`, port])).values()]
}

function reasonsOf(seen: SeenJson): Html[] {
  const told = toldReasons(seen)
  const rest = told.length - reasonsShown
  return [
    ...told.slice(0, reasonsShown).map(({ text }) => html`<p class="why">${text}</p>`),
    ...(rest > 0 ? [html`<p class="why">and ${rest} more</p>`] : []),
  ]
}

/** What a verdict rests on; what several ports of a server say alike is said once. */
export function toldReasons({ reasons, ports }: SeenJson): readonly Reason[] {
  const start = `${ports[0]?.host}:`
  const groups = new Map<string, { readonly reason: Reason; readonly places: string[] }>()
  for (const { verdict, text } of reasons) {
    const colon = text.indexOf(": ")
    const isPort = text.startsWith(start) && colon > 0
    const [place, what] = isPort ? [text.slice(start.length, colon), text.slice(colon + 2)] : ["", text]
    const key = `${verdict} ${what}`
    const group = groups.get(key) ?? { reason: { verdict, text: what }, places: [] }
    group.places.push(place)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ reason: { verdict, text }, places }) => ({
    verdict,
    text: `${whereText(places)}${text}`,
  }))
}

function whereText(places: readonly string[]): string {
  const unique = [...new Set(places)].filter((place) => place !== "")
  if (unique.length === 0) return ""
  return `${unique.length === 1 ? `port ${unique[0]}` : `${unique.length} ports`}: `
}

function filesCell({ files, ldap, unread = {}, notLookedAt }: ServerJson): Content {
  if (notLookedAt !== undefined) return badge("bad", "not looked at")
  if (files === undefined) return "not asked"
  const prints = new Set([...Object.values(files), ...(ldap === undefined ? [] : [ldap])])
  const count = counted(prints.size, "certificate")
  const blind = Object.keys(unread).length
  return blind === 0 ? count : html`${count} ${badge("warn", `${blind} unread`)}`
}
