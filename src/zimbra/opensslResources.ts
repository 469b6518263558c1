/** Addresses and autonomous systems along a path: crypto/x509/v3_asid.c, v3_addr.c. */
import type { Certificate } from "../x509/certificate.js"
import { resourcesOf } from "../x509/opensslOnly.js"
import type { Holding } from "../x509/resources.js"

/** RFC 3779 resource not subset of parent's resources. */
export type ResourcesError = 46

/**
 * The first of the path that lacks what the leaf lists, and its depth. Whether the lists of those that have one hold it,
 * too, is left open: no certificate of a server lists any.
 */
export function resourcesFault(
  path: readonly Certificate[],
): { readonly error: ResourcesError; readonly depth: number } | undefined {
  for (const which of ["systemNumbers", "addressBlocks"] as const) {
    const depth = lackingAt(path.map((certificate) => resourcesOf(certificate, which)))
    if (depth !== undefined) return { error: 46, depth }
  }
  return undefined
}

function lackingAt(held: readonly (readonly Holding[] | undefined)[]): number | undefined {
  if (held[0] === undefined) return undefined
  let lists = false
  for (const [depth, holdings] of held.entries()) {
    if (holdings === undefined && lists) return depth
    lists ||= holdings?.includes("listed") === true
  }
  // Nobody is above the last one whose resources it could have; the depth is that of whoever is missing there.
  return held.at(-1)?.includes("inherited") === true ? held.length : undefined
}
