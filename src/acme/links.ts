import type { AcmeAnswer } from "./transport.js"

/** `<URL>` and its parameters; a quoted value may hold commas and semicolons (RFC 8288 section 3). */
const link = /<([^>]*)>((?:\s*;\s*[^\s;,=]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g
const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/i

/** Absolute URLs of an answer's links with one relation, in order. */
export function linksOf({ headers, url }: AcmeAnswer, rel: string): readonly string[] {
  return [...(headers["link"] ?? "").matchAll(link)].flatMap(([, target = "", parameters = ""]) => {
    const [, quoted, bare] = relation.exec(parameters) ?? []
    const relations = (quoted ?? bare ?? "").toLowerCase().split(/\s+/)
    return relations.includes(rel) && URL.canParse(target, url) ? [new URL(target, url).href] : []
  })
}
