import type { Fleet } from "../fleet/types.js"
import type { IssuanceDoors } from "../issuance/doors.js"
import { issuerOf } from "../issuance/issuerOf.js"
import { OrderJournal } from "../issuance/journal/orderJournal.js"
import { type Ordered, type OrderInputs, orderCertificate } from "../issuance/order.js"
import { inTheWay } from "../issuance/prechecks/inTheWay.js"
import type { OpenLog } from "../ports.js"
import { takeFleetLock } from "./fleetLock.js"
import { localHolder } from "./holder.js"

export interface OrderFromHere
  extends Omit<OrderInputs, "issuer" | "journal" | "files" | "clock" | "lookAhead"> {
  readonly fleet: Fleet
  readonly doors: IssuanceDoors
  readonly openLog: OpenLog
  /** Takes over a lock that another machine left. */
  readonly breakLock?: boolean
}

/**
 * Orders from this machine; two orders or renewals of a fleet at once are kept apart.
 *
 * @throws ToolError `locked`; as `orderCertificate`
 */
export async function orderFromHere(order: OrderFromHere): Promise<Ordered> {
  const { breakLock = false, doors, fleet, openLog } = order
  const { clock, files } = doors
  const issuer = issuerOf(fleet, doors)
  const unlock = await takeFleetLock(
    { files, clock, fleetFile: fleet.file, work: "order" },
    { id: "order", holder: localHolder(), force: breakLock },
  )
  try {
    const journal = await OrderJournal.open(fleet, { files, clock, openLog })
    try {
      return await orderCertificate({
        ...{ ...order, files, clock, issuer, journal },
        lookAhead: (asked) => inTheWay({ asked, dns: doors.dns, fleet, issuer }),
      })
    } finally {
      await journal.close()
    }
  } finally {
    await unlock()
  }
}
