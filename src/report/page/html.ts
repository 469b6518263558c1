import { printable } from "../printable.js"

/** What may stand between the tags of a page; text is escaped, `false` and undefined are nothing. */
export type Content = Html | string | number | false | undefined | readonly Content[]

/** Markup that only the template below makes: whatever came from outside is text in it. */
export class Html {
  readonly text: string

  /** @internal Use `html`. */
  constructor(text: string) {
    this.text = text
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/**
 * A piece of a page. Every value becomes text, also inside of an attribute in double quotes, and no character of it turns
 * the writing direction or hides.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.map((string, index) => string + markupOf(values[index])).join(""))
}

function markupOf(content: Content): string {
  if (content === undefined || content === false) return ""
  if (content instanceof Html) return content.text
  if (typeof content === "object") return content.map(markupOf).join("")
  return printable(String(content)).replace(/[&<>"']/g, (character) => entities[character] ?? "")
}

/** Our own style and script, which no value from outside is part of. */
export function verbatim(text: string): Html {
  return new Html(text)
}
