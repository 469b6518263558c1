import type { Finding, Place, Subject } from "../../finding.js"
import { discoveryFindings } from "../../fleet/discoveryFindings.js"
import type { Fleet, FleetPath } from "../../fleet/types.js"
import type { ServiceName, ServiceRole } from "../../zimbra/services.js"

/** Which of the two has it, where the other has not. */
export type Side = "installation" | "fleet"

export type Difference =
  | { readonly kind: "server"; readonly only: Side; readonly host: string; readonly roles: readonly string[] }
  | { readonly kind: "role"; readonly only: Side; readonly host: string; readonly role: ServiceRole }
  | {
      readonly kind: "port"
      readonly host: string
      readonly role: ServiceRole
      readonly service: ServiceName
      /** false where it is not served. */
      readonly inFleet: number | false
      readonly found: number | false
    }
  | {
      readonly kind: "name"
      readonly name: string
      readonly reason: string
      /** Why it cannot be in the certificate; undefined when it can. */
      readonly obstacle: string | undefined
    }
  | { readonly kind: "ldap-master"; readonly inFleet: string | undefined; readonly found: string }

/** The difference as a finding, at its place in fleet.yaml. */
export function differenceFinding(fleet: Fleet, difference: Difference): Finding {
  const subject = subjectOf(fleet)
  switch (difference.kind) {
    case "server": {
      const { host, roles } = difference
      return difference.only === "installation"
        ? discoveryFindings.serverMissing(subject, { host, roles }, fleet.where(["servers"]))
        : discoveryFindings.serverUnknown(subject, { host }, placeOf(fleet, host))
    }
    case "role": {
      const { host, role } = difference
      const at = placeOf(fleet, host, "roles")
      return difference.only === "installation"
        ? discoveryFindings.roleMissing(subject, { host, role }, at)
        : discoveryFindings.roleUnknown(subject, { host, role }, at)
    }
    case "port": {
      const { host, role, service, inFleet, found } = difference
      const facts = { host, role, service, inFleet: inFleet || 0, found: found || 0 }
      return discoveryFindings.portDiffers(subject, facts, placeOf(fleet, host, "ports"))
    }
    case "name": {
      const { name, reason, obstacle } = difference
      const at = fleet.where(["certificate"])
      return obstacle === undefined
        ? discoveryFindings.nameMissing(subject, { name, reason }, at)
        : discoveryFindings.nameUnsignable(subject, { name, reason, obstacle }, at)
    }
    case "ldap-master": {
      const { inFleet = "", found } = difference
      return discoveryFindings.masterDiffers(
        subject,
        { inFleet, found },
        placeOf(fleet, inFleet, "ldapMaster"),
      )
    }
  }
}

/** More may differ than was found. */
export function unreadFinding(fleet: Fleet, problem: string): Finding {
  return discoveryFindings.incomplete(subjectOf(fleet), { problem })
}

function placeOf(fleet: Fleet, host: string, ...below: FleetPath): Place {
  const index = fleet.servers.findIndex((server) => server.host === host)
  return fleet.where(index === -1 ? ["servers"] : ["servers", index, ...below])
}

function subjectOf({ file }: Fleet): Subject {
  return { kind: "file", file }
}
