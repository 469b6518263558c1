import { type CertificateName, collectNames, type WantedName } from "../csr/names.js"
import type { Finding, Subject } from "../finding.js"
import { toDisplay } from "../x509/idn.js"
import type { SanEntry } from "../x509/sanEntry.js"
import type { Role } from "../zimbra/services.js"
import type { Fleet, FleetPath } from "./types.js"

/** Why a name belongs into the certificate. */
export type NameReason =
  | { readonly kind: "common-name" }
  | { readonly kind: "farm"; readonly farm: string }
  | { readonly kind: "server"; readonly host: string; readonly roles: readonly Role[] }
  | { readonly kind: "additional" }

export interface FleetNames {
  /** The common name first, then farms, servers and additional names in the order of the file; each name once. */
  readonly names: readonly CertificateName<NameReason>[]
  readonly findings: readonly Finding[]
}

/** Every name that the fleet's certificate must carry, and why; names that the profile refuses are findings. */
export function namesOf(fleet: Fleet): FleetNames {
  return collectNames(wantedNames(fleet), fleet.certificate.profile)
}

/** The names as the file has them, each with its reason and its line; the common name first. */
export function wantedNames(fleet: Fleet): readonly [WantedName<NameReason>, ...WantedName<NameReason>[]] {
  const { certificate, farms, servers } = fleet
  const subject: Subject = { kind: "file", file: fleet.file }
  const wanted = (text: string, reason: NameReason, path: FleetPath): WantedName<NameReason> => ({
    text,
    reason,
    subject,
    at: fleet.where(path),
  })
  return [
    wanted(certificate.commonName, { kind: "common-name" }, ["certificate", "commonName"]),
    ...farms.flatMap(({ name, names }, farm) =>
      names.map((text, index) => wanted(text, { kind: "farm", farm: name }, ["farms", farm, "names", index])),
    ),
    ...servers.flatMap(({ host, roles, names }, server) =>
      names.map((text, index) =>
        wanted(text, { kind: "server", host, roles }, placeOf(fleet, server, index)),
      ),
    ),
    ...certificate.additionalNames.map((text, index) =>
      wanted(text, { kind: "additional" }, ["certificate", "additionalNames", index]),
    ),
  ]
}

/** A server without names of its own has its host name; that line is the one to look at. */
function placeOf(fleet: Fleet, server: number, index: number): FleetPath {
  const named = fleet.has(["servers", server, "names"])
  return named ? ["servers", server, "names", index] : ["servers", server, "host"]
}

/** A reason for people: `farm zimbra-web`, `server mbs01.example.edu (mailbox)`. */
export function reasonText(reason: NameReason): string {
  switch (reason.kind) {
    case "common-name":
      return "common name"
    case "farm":
      return `farm ${reason.farm}`
    case "server":
      return `server ${reason.host} (${reason.roles.join(", ")})`
    case "additional":
      return "additional"
  }
}

/** The name in the letters of its own script, where the certificate has it in ASCII (RFC 5890); else undefined. */
export function unicodeName({ value }: SanEntry): string | undefined {
  const display = toDisplay(value)
  return display === value ? undefined : display
}
