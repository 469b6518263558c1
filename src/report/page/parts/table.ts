import { type Content, Html, html } from "../html.js"

export interface PageColumn {
  readonly title: string
  readonly align?: "right"
  /** By what a click on the title sorts; not at all unless given. */
  readonly sort?: "text" | "number"
  /** Left out where there is little room: what it tells stands elsewhere, too. */
  readonly wideOnly?: true
}

export interface PageCell {
  readonly content: Content
  /** What it is sorted by, where that is not its text. */
  readonly value?: string | number
}

export interface PageRow {
  /** The first names the row. */
  readonly cells: readonly PageCell[]
  /** What the choice of the filter goes by. */
  readonly tag?: string
}

export interface PageTable {
  readonly id: string
  /** For those who do not see it. */
  readonly caption: string
  readonly columns: readonly PageColumn[]
  readonly rows: readonly PageRow[]
  /** A field for words and, of those tags that occur, a choice; shown where the page's script runs. */
  readonly filter?: { readonly hint: string; readonly choice?: string }
}

/**
 * A table that a script makes sortable and that can be filtered; without one it is there all the same. Where there is little
 * room its cells stand below each other: browsers that forget then what they are, are told by their roles.
 */
export function tableOf({ id, caption, columns, rows, filter }: PageTable): Html {
  const head = columns.map(
    (column) =>
      html`<th scope="col" role="columnheader"${classOf(column)}${column.sort && html` data-sort="${column.sort}"`}>${column.title}</th>`,
  )
  return html`${filter && filterOf({ id, caption, rows, filter })}
<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table id="${id}" role="table">
<caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => rowOf(row, columns))}</tbody>
</table></div>`
}

function rowOf({ cells, tag }: PageRow, columns: readonly PageColumn[]): Html {
  const own = cells.map(({ content, value }, index) => {
    const column = columns[index] ?? { title: "" }
    const rest = html`${classOf(column)}${value !== undefined && html` data-value="${value}"`}`
    return index === 0
      ? html`<th scope="row" role="rowheader"${rest}>${content}</th>`
      : html`<td role="cell" data-label="${column.title}"${rest}>${wholeOf(content)}</td>`
  })
  return html`<tr role="row"${tag !== undefined && html` data-tag="${tag}"`}>${own}</tr>
`
}

function classOf({ align, wideOnly }: PageColumn): Html | undefined {
  const names = [...(align === "right" ? ["right"] : []), ...(wideOnly === true ? ["wide"] : [])]
  return names.length === 0 ? undefined : html` class="${names.join(" ")}"`
}

/** One piece, however many it is made of: where there is little room it stands beside its label. */
function wholeOf(content: Content): Content {
  return content instanceof Html || Array.isArray(content) ? html`<div>${content}</div>` : content
}

type Filtered = Pick<PageTable, "id" | "caption" | "rows"> & { readonly filter: PageTable["filter"] & object }

function filterOf({ id, caption, rows, filter: { hint, choice } }: Filtered): Html {
  const tags = [...new Set(rows.flatMap(({ tag }) => tag ?? []))]
  const select =
    choice !== undefined && tags.length > 1
      ? html` <label>${choice} <select><option value="">all</option>${tags.map(
          (tag) => html`<option>${tag}</option>`,
        )}</select></label>`
      : undefined
  return html`<div class="filter" data-for="${id}" role="search" aria-label="Filter: ${caption}" hidden>
<label>Filter <input type="search" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>${select}
<output aria-live="polite"></output></div>`
}
