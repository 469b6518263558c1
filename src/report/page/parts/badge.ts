import type { Mood } from "../../moods.js"
import { type Html, html } from "../html.js"

const signs: Readonly<Record<Mood, string>> = { good: "✓", warn: "!", bad: "✕", plain: "·" }

/** How something is, by sign, word and colour. */
export function badge(mood: Mood, word: string): Html {
  return html`<span class="badge ${mood}"><span aria-hidden="true">${signs[mood]}</span> ${word}</span>`
}
