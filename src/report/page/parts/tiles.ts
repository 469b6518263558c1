import type { Mood } from "../../moods.js"
import { type Html, html } from "../html.js"

/** A figure that somebody looks for first. */
export interface Tile {
  readonly figure: string
  readonly label: string
  readonly mood?: Mood
}

export function tilesOf(tiles: readonly Tile[]): Html {
  return html`<dl class="tiles">${tiles.map(
    ({ figure, label, mood = "plain" }) =>
      html`<div class="tile ${mood}"><dt>${label}</dt><dd>${figure}</dd></div>`,
  )}</dl>`
}
