import { ToolError } from "../errors.js"
import type { Fleet } from "./types.js"

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const

/** `22:00-04:00`, or `Sat,Sun 22:00-04:00`: local time; one that ends before it begins goes past midnight. */
export const windowPattern =
  /^(?:((?:sun|mon|tue|wed|thu|fri|sat)(?:,(?:sun|mon|tue|wed|thu|fri|sat))*) )?([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/i

/** Whether a maintenance window is open at a time; its days are those on which it begins. From an hour to the same is a day. */
export function isOpen(window: string, at: Date): boolean {
  const match = windowPattern.exec(window)
  if (match === null) return false
  const [, list, fromHour, fromMinute, toHour, toMinute] = match
  const from = Number(fromHour) * 60 + Number(fromMinute)
  const to = Number(toHour) * 60 + Number(toMinute)
  const minute = at.getHours() * 60 + at.getMinutes()
  const begins = (day: number): boolean =>
    list === undefined ||
    list
      .toLowerCase()
      .split(",")
      .includes(days[day % 7] ?? "")
  const today = at.getDay()
  if (from < to) return begins(today) && minute >= from && minute < to
  return (begins(today) && minute >= from) || (begins(today + 6) && minute < to)
}

/** @throws ToolError `config` outside the maintenance windows of fleet.yaml */
export function requireOpenWindow({ rollout: { windows } }: Pick<Fleet, "rollout">, at: Date): void {
  if (windows.length === 0 || windows.some((window) => isOpen(window, at))) return
  throw new ToolError("config", `it is outside the maintenance windows (${windows.join("; ")})`, {
    hint: "wait, or go on with --outside-window",
  })
}
