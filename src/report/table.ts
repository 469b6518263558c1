/** How a column is laid out; text is never cut. */
export interface Column {
  readonly title: string
  readonly align?: "left" | "right"
}

/** A plain table: a line of titles, then the rows, two spaces between columns, no trailing spaces. */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) => {
      const cells = columns.map(({ align }, at) => {
        const [cell, width] = [line[at] ?? "", widths[at] ?? 0]
        return align === "right" ? cell.padStart(width) : cell.padEnd(width)
      })
      return `${cells.join("  ").trimEnd()}\n`
    })
    .join("")
}
