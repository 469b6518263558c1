import { namesOf, reasonText } from "../fleet/names.js"
import type { Fleet } from "../fleet/types.js"

/** Looks a name up: its addresses, none where it does not exist, undefined where nobody answered. */
export type Resolve = (name: string) => Promise<readonly string[] | undefined>

/** A view of the domain: `inside`, `outside`, or the one there is. */
export interface View {
  readonly name: string
  readonly resolve: Resolve
}

export interface Lead {
  readonly view: string
  /** Undefined where no resolver answered. */
  readonly addresses: readonly string[] | undefined
  /** Servers and farms that have one of the addresses, in fleet.yaml's words. */
  readonly to: readonly string[]
}

/** Where a name of the certificate leads, by each view. */
export interface Resolution {
  readonly name: string
  readonly reason: string
  readonly leads: readonly Lead[]
}

/** Looks every name of the fleet up; wildcards and addresses lead nowhere by themselves and are left out. */
export async function resolutionsOf(fleet: Fleet, views: readonly View[]): Promise<readonly Resolution[]> {
  const names = namesOf(fleet).names.filter(({ entry }) => entry.kind === "dns" && !entry.value.includes("*"))
  const perView = await Promise.all(
    views.map((view) =>
      leadsBy(
        fleet,
        names.map(({ entry }) => entry.value),
        view,
      ),
    ),
  )
  return names.map(({ entry, reasons }, index) => ({
    name: entry.value,
    reason: reasons.map(reasonText).join("; "),
    leads: perView.map((leads) => leads[index] as Lead),
  }))
}

async function leadsBy(
  fleet: Fleet,
  names: readonly string[],
  { name: view, resolve }: View,
): Promise<Lead[]> {
  const known = new Map<string, Promise<readonly string[] | undefined>>()
  const addressesOf = (name: string): Promise<readonly string[] | undefined> => {
    const asked = known.get(name) ?? (isAddress(name) ? Promise.resolve([name]) : resolve(name))
    known.set(name, asked)
    return asked
  }
  const places = new Map<string, Set<string>>()
  const place = (address: string, what: string): void => {
    places.set(address, (places.get(address) ?? new Set()).add(what))
  }
  // A farm's address is what its first name leads to; a server with that address is itself the balancer's only member.
  for (const {
    name,
    names: [first = ""],
  } of fleet.farms)
    for (const address of (await addressesOf(first)) ?? []) place(address, `farm ${name}`)
  for (const { host, address } of fleet.servers) {
    const own = await Promise.all([host, address].map(addressesOf))
    for (const one of own.flatMap((addresses) => addresses ?? [])) place(one, host)
  }
  return Promise.all(
    names.map(async (name) => {
      const addresses = await addressesOf(name)
      const to = new Set((addresses ?? []).flatMap((address) => [...(places.get(address) ?? [])]))
      return { view, addresses, to: [...to] }
    }),
  )
}

function isAddress(text: string): boolean {
  return /^[\d.]+$/.test(text) || text.includes(":")
}
