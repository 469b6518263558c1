import { ToolError } from "../../errors.js"

/** @throws ToolError `usage` for anything but a number above 0 and up to a day's seconds */
export function positive(option: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0 && value <= 86_400) return value
  throw new ToolError("usage", `${option} ${text}: not a number above 0 and up to 86400`, {
    hint: `write a number, as in ${option} 10`,
  })
}
