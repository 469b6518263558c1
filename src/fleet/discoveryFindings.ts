import { defineFinding } from "../finding.js"

const stage = "discovery"

interface RoleFacts extends Record<string, string> {
  readonly host: string
  readonly role: string
}

/** Kinds of finding about a fleet.yaml beside what the running installation says of itself. */
export const discoveryFindings = {
  serverMissing: defineFinding({
    code: "discovered-server-missing",
    severity: "error",
    stage,
    message: ({ host, roles }: { host: string; roles: readonly string[] }) =>
      `the installation has the server ${host} (${roles.join(", ")}), and fleet.yaml does not`,
    hint: () => "add it; certfleet init --from HOST other.yaml writes its entry",
  }),
  serverUnknown: defineFinding({
    code: "discovered-server-unknown",
    severity: "warning",
    stage,
    message: ({ host }: { host: string }) =>
      `fleet.yaml has the server ${host}, and the installation does not`,
    hint: () => "remove it, or correct its host: it is the name that zmhostname prints there",
  }),
  roleMissing: defineFinding({
    code: "discovered-role-missing",
    severity: "error",
    stage,
    message: ({ host, role }: RoleFacts) => `${host} runs ${role}, and fleet.yaml does not say so`,
    hint: ({ role }) => `add ${role} to its roles, or switch the service off`,
  }),
  roleUnknown: defineFinding({
    code: "discovered-role-unknown",
    severity: "warning",
    stage,
    message: ({ host, role }: RoleFacts) =>
      `fleet.yaml gives ${host} the role ${role}, and the installation does not`,
    hint: ({ role }) => `remove ${role} from its roles, or switch the service on`,
  }),
  portDiffers: defineFinding({
    code: "discovered-port-differs",
    severity: "error",
    stage,
    message: ({
      host,
      role,
      service,
      inFleet,
      found,
    }: {
      host: string
      role: string
      service: string
      /** 0: not served. */
      inFleet: number
      found: number
    }) => `${host} ${served(found, service)} as ${role}, and ${served(inFleet, "it")} by fleet.yaml`,
    hint: ({ role, service, found }) =>
      `write ports: { ${role}: { ${service}: ${found === 0 ? "false" : found} } }`,
  }),
  nameMissing: defineFinding({
    code: "discovered-name-missing",
    severity: "error",
    stage,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `${name} (${reason}) is none of the names of fleet.yaml`,
    hint: () => "add it to the names of its farm, or to certificate.additionalNames",
  }),
  nameUnsignable: defineFinding({
    code: "discovered-name-unsignable",
    severity: "notice",
    stage,
    message: ({ name, reason, obstacle }: { name: string; reason: string; obstacle: string }) =>
      `${name} (${reason}) cannot be in the certificate: ${obstacle}`,
    hint: () => "users who come by it see a warning: give them another name",
  }),
  masterDiffers: defineFinding({
    code: "discovered-ldap-master",
    severity: "error",
    stage,
    message: ({ inFleet, found }: { inFleet: string; found: string }) =>
      `the LDAP master is ${found}, and fleet.yaml says ${inFleet === "" ? "none" : inFleet}`,
    hint: ({ found }) => `set ldapMaster: true on ${found} alone`,
  }),
  incomplete: defineFinding({
    code: "discovered-incomplete",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => `the comparison is incomplete: ${problem}`,
    hint: () => "what could not be read may differ: correct it, then look again",
  }),
}

function served(port: number, what: string): string {
  return port === 0 ? `does not serve ${what}` : `serves ${what} on ${port}`
}
