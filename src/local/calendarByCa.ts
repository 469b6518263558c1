import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import type { IssuanceDoors } from "../issuance/doors.js"
import { issuerOf } from "../issuance/issuerOf.js"
import { RenewalJournal } from "../renew/renewalJournal.js"
import { suggestedRenewal } from "../renew/suggested.js"
import { type Calendar, calendarOf, type SuggestedRenewal } from "../status/calendar.js"
import type { Outlook } from "../status/outlook.js"
import { openDurableLog } from "./durableLog.js"

/**
 * Calendars by the CA's renewal information; a CA that does not answer is a warning, and leaves them by the lifetime. It is
 * asked once for a certificate, however often that is looked at.
 */
export function calendarsByCa(
  doors: IssuanceDoors,
  fleet: Fleet,
  signal?: AbortSignal,
): (outlook: Outlook) => Promise<Calendar> {
  const asked = new Map<string, Promise<SuggestedRenewal | undefined>>()
  const { clock, files } = doors
  const ask = async ({ assessment }: Outlook): Promise<SuggestedRenewal | undefined> => {
    try {
      const journal = await RenewalJournal.open(fleet, { clock, files, openLog: openDurableLog })
      const issuer = issuerOf(fleet, doors)
      return await suggestedRenewal(assessment.leaf, { issuer, journal, clock, ...(signal && { signal }) })
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === "cancelled") throw error
      doors.warn(`the calendar is made without the CA's renewal information: ${error.message}`)
      return undefined
    }
  }
  return async (outlook) => {
    const { assessment, calendar, question } = outlook
    if (fleet.certificate.issuer === undefined) return calendar
    const { fingerprint } = assessment.leaf
    const answer = asked.get(fingerprint) ?? ask(outlook)
    asked.set(fingerprint, answer)
    const suggested = await answer
    return suggested === undefined ? calendar : calendarOf({ ...question, suggested })
  }
}
