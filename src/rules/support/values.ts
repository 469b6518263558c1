/** Values that several rules read off a certificate. */

import type { DistributionPoint } from "../../x509/extensions/revocation.js"
import type { GeneralName } from "../../x509/generalName.js"
import type { Attribute } from "../../x509/name.js"
import type { CertificateView } from "../view/certificateView.js"
import { attribute } from "./oids.js"

export function textsOf(attributes: readonly Attribute[]): readonly string[] {
  return attributes.map(({ value }) => value)
}

/** Every attribute type of a name, in order. */
export function oidsOf(view: { readonly subject: { readonly rdns: readonly (readonly Attribute[])[] } }) {
  return view.subject.rdns.flatMap((rdn) => rdn.map(({ oid }) => oid))
}

/** How many different logs have stamped the certificate. */
export function distinctScts(view: CertificateView): number {
  return new Set((view.value("sctList") ?? []).map(({ logId }) => logId)).size
}

/** The full names of distribution points. */
export function fullNames(points: readonly DistributionPoint[]): readonly GeneralName[] {
  return points.flatMap(({ name }) => (name?.kind === "full" ? name.names : []))
}

/** Locations of authorityInfoAccess for one access method. */
export function locationsOf(view: CertificateView, method: string): readonly GeneralName[] {
  return view.accessDescriptions.flatMap((one) => (one.method === method ? [one.location] : []))
}

export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}

export function monthsAfter(date: Date, months: number): Date {
  const later = new Date(date)
  later.setUTCMonth(later.getUTCMonth() + months)
  return later
}

/** Whole calendar months, a started one counted, from notBefore to notAfter. */
export function lifetimeMonths({ certificate: { notBefore, notAfter } }: CertificateView): number {
  const months =
    (notAfter.getUTCFullYear() - notBefore.getUTCFullYear()) * 12 +
    notAfter.getUTCMonth() -
    notBefore.getUTCMonth()
  return notAfter > monthsAfter(notBefore, months) ? months + 1 : months
}

/** Whether the subject names an organization or a person. */
export function namesSomebody(view: CertificateView): boolean {
  return [attribute.organization, attribute.givenName, attribute.surname].some((oid) =>
    view.hasAttribute(oid),
  )
}

/** For rules that hold for every certificate of their scope. */
export function always(): boolean {
  return true
}
