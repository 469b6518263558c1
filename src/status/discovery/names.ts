import { collectNames } from "../../csr/names.js"
import type { Role } from "../../zimbra/services.js"
import type { NotedName } from "./draft.js"

/** Why the name cannot be in a certificate of this profile; undefined when it can. */
export function nameObstacle(name: string, profile: "public" | "private"): string | undefined {
  const subject = { kind: "input", name } as const
  // The first name of a list is the common name, which has rules of its own.
  const filler = { text: "example.edu", reason: undefined, subject }
  const { findings } = collectNames([filler, { text: name, reason: undefined, subject }], profile)
  return findings[0]?.message
}

export interface ChosenNames {
  readonly commonName: NotedName
  readonly profile: "public" | "private"
  readonly additionalNames: readonly NotedName[]
  readonly leftOut: readonly NotedName[]
}

/** Longer ones are refused as common name (RFC 5280 appendix A.1). */
const commonNameLimit = 64

/**
 * The common name is the first candidate that a public CA would sign, the others follow it; what no public CA signs is left
 * out. Where it would sign none at all, the certificate is one of an own CA.
 *
 * @param spare what else could be the common name: names that servers bring themselves
 */
export function chooseNames(candidates: readonly NotedName[], spare: readonly NotedName[]): ChosenNames {
  const all = [...candidates, ...spare]
  const can = (profile: "public" | "private") => (one: NotedName) =>
    one.name.length <= commonNameLimit && nameObstacle(one.name, profile) === undefined
  const profile = all.some(can("public")) ? "public" : "private"
  const commonName = all.find(can(profile)) ?? {
    name: "mail.example.edu",
    note: "no name was found: put yours here",
  }
  const others = candidates.filter(({ name }) => name !== commonName.name)
  const judged = others.map((one) => ({ ...one, obstacle: nameObstacle(one.name, profile) }))
  return {
    commonName,
    profile,
    additionalNames: judged.flatMap(({ name, note, obstacle }) =>
      obstacle === undefined ? [{ name, note }] : [],
    ),
    leftOut: judged.flatMap(({ name, obstacle }) =>
      obstacle === undefined ? [] : [{ name, note: obstacle }],
    ),
  }
}

/** Servers in the order in which their names may stand for all: where users come first. */
export function facingUsers<S extends { readonly roles: readonly Role[] }>(servers: readonly S[]): S[] {
  const order: readonly Role[] = ["proxy", "mailbox", "mta", "ldap"]
  return order.flatMap((role) =>
    servers.filter(({ roles }) => order.find((one) => roles.includes(one)) === role),
  )
}
