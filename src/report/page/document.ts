import { createHash } from "node:crypto"
import { momentText } from "../story/words.js"
import { script, style } from "./assets.js"
import { type Content, type Html, html, verbatim } from "./html.js"

/** One part of a page, with its line in the list of contents. */
export interface Section {
  /** Of the anchor; letters and hyphens. */
  readonly id: string
  readonly title: string
  readonly body: Content
}

export interface PageHead {
  readonly title: string
  /** What was done, in a few words: `certfleet status`. */
  readonly command: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** certfleet's own. */
  readonly version: string
}

/**
 * A whole page in one file: it loads nothing, and a policy in it keeps it so (Content Security Policy Level 3): no
 * connection, image, frame or form, and no style or script but the two whose hashes it names.
 */
export function pageText(head: PageHead, lead: Content, sections: readonly Section[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="certfleet ${head.version}">
<title>${head.title}</title>
<style>${verbatim(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${headerOf(head, sections)}
<main id="main">
${lead}
${sections.map(sectionOf)}
</main>
<footer><p>Written by certfleet ${head.version}. This file is complete: it loads nothing and sends nothing.</p></footer>
<script>${verbatim(script)}</script>
</body>
</html>
`
  return page.text
}

function headerOf({ title, command, at }: PageHead, sections: readonly Section[]): Html {
  return html`<header>
<div class="bar"><p class="brand">certfleet</p>
<button type="button" class="theme" id="theme" hidden>Dark</button></div>
<h1>${title}</h1>
<p class="meta"><code>${command}</code>, <time datetime="${at}">${momentText(Date.parse(at))}</time></p>
<nav aria-label="Contents"><ul>${sections.map(
    ({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`,
  )}</ul></nav>
</header>`
}

function sectionOf({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`
}

function policy(): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ")
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`
}
