/** Makes titles of columns into buttons that sort their table, once more the other way round. */
export function sortTables(): void {
  for (const title of document.querySelectorAll<HTMLTableCellElement>("th[data-sort]")) {
    const button = document.createElement("button")
    button.type = "button"
    button.append(...title.childNodes)
    title.append(button)
    button.addEventListener("click", () => sortBy(title))
  }
}

function sortBy(title: HTMLTableCellElement): void {
  const body = title.closest("table")?.tBodies[0]
  if (body === undefined) return
  const isDown = title.getAttribute("aria-sort") === "ascending"
  for (const other of title.closest("tr")?.cells ?? []) other.removeAttribute("aria-sort")
  title.setAttribute("aria-sort", isDown ? "descending" : "ascending")
  const compare = title.dataset["sort"] === "number" ? byNumber : byText
  const rows = [...body.rows].map((row) => ({ row, value: sortValue(row.cells[title.cellIndex]) }))
  rows.sort((one, other) => (isDown ? -1 : 1) * compare(one.value, other.value))
  body.append(...rows.map(({ row }) => row))
}

function sortValue(cell: HTMLTableCellElement | undefined): string {
  return cell?.dataset["value"] ?? cell?.textContent?.trim() ?? ""
}

function byNumber(one: string, other: string): number {
  return Number(one) - Number(other)
}

const { compare: byText } = new Intl.Collator("en", { numeric: true })
