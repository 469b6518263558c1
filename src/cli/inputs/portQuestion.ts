import { readCriteria } from "../../bundle/criteria.js"
import { importedRoots } from "../../bundle/importedRoots.js"
import type { Fleet } from "../../fleet/types.js"
import type { ProfileName } from "../../path/profile.js"
import type { ExpectedCertificate } from "../../probe/expected.js"
import type { Expectation } from "../../probe/judge.js"
import type { Io } from "../io.js"
import { detail } from "../terminal/voice.js"

export interface PortCriteria {
  readonly fleet: Fleet | undefined
  readonly expected: ExpectedCertificate | undefined
  readonly trust: string | undefined
  readonly profile: ProfileName | undefined
}

/** By what ports are judged. The other certificates of the expected file may hold the root of a private CA. */
export async function questionFor(
  io: Io,
  { fleet, expected, trust, profile }: PortCriteria,
): Promise<Expectation["question"]> {
  const at = new Date(io.clock.now())
  const { names, store, ...criteria } = await readCriteria(
    io.files,
    { fleet, trust, profile, crl: [], ocsp: [] },
    at,
  )
  detail(io, `judged by ${store.name}, profile ${criteria.profile}`)
  const ofOwnCa = criteria.ownRoot ? fleet : undefined
  const own = ofOwnCa && (await importedRoots(io.files, ofOwnCa.certificate.commonName, ofOwnCa.file))
  const roots = [...(expected?.others ?? []).filter(({ isSelfIssued }) => isSelfIssued), ...(own ?? [])]
  return {
    ...criteria,
    // What a port sends is nobody's word, once it is known whose root it ought to be.
    ownRoot: ofOwnCa !== undefined && roots.length === 0,
    store: { ...store, anchors: [...store.anchors, ...roots] },
    // Told together, of the port: which lines of fleet.yaml ask for them is not the question here.
    ...(names === undefined ? {} : { names: names.map(({ entry, reason }) => ({ entry, reason })) }),
  }
}
