/** Unfolds what a link leads to. */
export function openTargets(): void {
  const open = (): void => {
    const target = document.getElementById(location.hash.slice(1))
    const folded = target?.closest("details")
    if (folded == null) return
    folded.open = true
    folded.querySelector("summary")?.focus()
    folded.scrollIntoView()
  }
  addEventListener("hashchange", open)
  open()
}
