const place = "certfleet-theme"

/** A switch beside the system's own choice; kept where the browser keeps something for files. */
export function switchTheme(): void {
  const button = document.querySelector<HTMLButtonElement>("#theme")
  if (button === null) return
  const system = matchMedia("(prefers-color-scheme: dark)")
  const isDark = (): boolean =>
    (document.documentElement.dataset["theme"] ?? (system.matches ? "dark" : "")) === "dark"
  const label = (): void => {
    button.textContent = isDark() ? "Light" : "Dark"
    button.setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours")
  }
  const kept = recall()
  if (kept !== null) document.documentElement.dataset["theme"] = kept
  button.hidden = false
  label()
  system.addEventListener("change", label)
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark"
    document.documentElement.dataset["theme"] = next
    label()
    try {
      localStorage.setItem(place, next)
    } catch {
      // Not kept: the system's choice comes next time.
    }
  })
}

function recall(): string | null {
  try {
    const kept = localStorage.getItem(place)
    return kept === "dark" || kept === "light" ? kept : null
  } catch {
    return null
  }
}
