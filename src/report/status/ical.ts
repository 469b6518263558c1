import type { Calendar } from "../../status/calendar.js"

export interface CalendarOwner {
  readonly commonName: string
  readonly now: Date
}

/** The renewals as all-day events (RFC 5545), for a calendar that people look at. */
export function icalText({ renewals }: Calendar, { commonName, now }: CalendarOwner): string {
  const events = renewals.flatMap(({ at, expires }) => [
    "BEGIN:VEVENT",
    `UID:${dayOf(at)}-${commonName}@certfleet`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, "")}`,
    `DTSTART;VALUE=DATE:${dayOf(at)}`,
    `SUMMARY:${escapeText(`Renew the certificate of ${commonName}`)}`,
    `DESCRIPTION:${escapeText(`It ends on ${expires.toISOString().slice(0, 10)}. Begin with certfleet csr, order or renew.`)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ])
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//certfleet//certfleet//EN"]
  return [...head, ...events, "END:VCALENDAR"].map((line) => `${folded(line)}\r\n`).join("")
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10).replaceAll("-", "")
}

/** Section 3.3.11. */
function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n")
}

/** Section 3.1: no line has more than 75 octets; names in certificates are ASCII. */
function folded(line: string): string {
  return line.replace(/(.{74})(?=.)/g, "$1\r\n ")
}
