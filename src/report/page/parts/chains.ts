import type { Standing } from "../../../assess/question.js"
import type { ChainLink, LinkPlace } from "../../chainLinks.js"
import { type Content, type Html, html } from "../html.js"
import { dayOf, shortPrint } from "../words.js"

export interface DrawnChain {
  readonly title: Content
  /** How the root at its end stands with clients. */
  readonly root: Standing
  readonly links: readonly ChainLink[]
  /** How what is there came: over a handshake unless given. */
  readonly by?: "sent" | "delivered"
}

const places = (by: string): Readonly<Record<LinkPlace, string>> => ({
  sent: by,
  missing: `missing: not ${by}`,
  known: `not ${by}: clients have it`,
  unrelated: `${by}, belongs to another chain`,
})

const standings: Readonly<Record<Standing, string>> = {
  trusted: "The root is one that clients know.",
  retired: "The root is known to old clients only.",
  unknown: "No client knows the root by itself.",
  none: "No way leads to a root.",
}

/** A chain as boxes from the certificate to its root, each signed by the next. */
export function chainDiagram({ title, root, links, by = "sent" }: DrawnChain): Html {
  return html`<div class="drawn"><h3>${title}</h3>
<ol class="chain">${links.map((link, index) => linkOf(link, index, places(by)[link.place]))}</ol>
<p class="note">${standings[root]}</p></div>`
}

function linkOf({ name, notAfter, fingerprint, place }: ChainLink, index: number, how: string): Html {
  const role = index === 0 ? "certificate" : "signed by"
  return html`<li class="${place}"><span class="role">${role}</span>
<strong>${name}</strong>
<span>until ${dayOf(notAfter)}</span>
<code title="${fingerprint}">${shortPrint(fingerprint)}</code>
<span class="place">${how}</span></li>`
}
