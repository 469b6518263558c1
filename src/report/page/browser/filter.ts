/** Shows the fields over tables, and hides the rows that lack a word or have another tag. */
export function filterTables(): void {
  for (const box of document.querySelectorAll<HTMLElement>(".filter")) {
    const body = document.querySelector<HTMLTableElement>(`#${box.dataset["for"]}`)?.tBodies[0]
    const field = box.querySelector("input")
    const output = box.querySelector("output")
    if (body === undefined || field === null || output === null) continue
    const choice = box.querySelector("select")
    const texts = new Map<HTMLTableRowElement, string>()
    for (const row of body.rows) texts.set(row, (row.textContent ?? "").toLowerCase())
    const apply = (): void => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
      let shown = 0
      for (const [row, text] of texts) {
        const fits = words.every((word) => text.includes(word))
        row.hidden = !fits || (choice !== null && choice.value !== "" && row.dataset["tag"] !== choice.value)
        if (!row.hidden) shown += 1
      }
      output.textContent = `${shown} of ${texts.size} shown`
    }
    box.hidden = false
    field.addEventListener("input", apply)
    choice?.addEventListener("change", apply)
    apply()
  }
}
