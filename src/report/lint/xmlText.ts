import { printable } from "../printable.js"

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
}

/** For attributes and content; `printable` leaves nothing that XML 1.0 section 2.2 forbids. */
export function xmlText(line: string): string {
  return printable(line).replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** One element; attributes that are undefined are left out, and content is XML already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? "" : ` ${key}="${xmlText(String(value))}"`))
    .join("")
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join("")}</${name}>`
}
