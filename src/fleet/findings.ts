import { defineFinding } from "../finding.js"

const stage = "fleet"
const whereKeysAre = "certfleet help fleet shows every part of the file"
const didYouMean = (nearest: string): string => `did you mean ${nearest}?`

/** Kinds of finding about fleet.yaml itself. */
export const fleetFindings = {
  syntax: defineFinding({
    code: "fleet-syntax",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => `not valid YAML: ${problem}`,
  }),
  unknownKey: defineFinding({
    code: "fleet-unknown-key",
    severity: "error",
    stage,
    message: ({
      key,
      parent,
    }: {
      key: string
      parent: string
      nearest: string
      allowed: readonly string[]
    }) => `unknown key ${key} in ${parent}`,
    hint: ({ nearest, allowed }) =>
      nearest === "" ? `known here: ${allowed.join(", ")}` : didYouMean(nearest),
  }),
  missingKey: defineFinding({
    code: "fleet-missing-key",
    severity: "error",
    stage,
    message: ({ key, parent }: { key: string; parent: string }) => `${key} is missing in ${parent}`,
    hint: ({ key }) => `add ${key}; ${whereKeysAre}`,
  }),
  invalidValue: defineFinding({
    code: "fleet-invalid-value",
    severity: "error",
    stage,
    message: ({ path, problem, found }: { path: string; problem: string; found: string; nearest: string }) =>
      `${path}: ${problem}, found ${found}`,
    hint: ({ nearest }) => (nearest === "" ? whereKeysAre : didYouMean(nearest)),
  }),
  duplicate: defineFinding({
    code: "fleet-duplicate",
    severity: "error",
    stage,
    message: ({ what, value, firstLine }: { what: string; value: string; firstLine: number }) =>
      `${what} ${value} is there twice, first on line ${firstLine}`,
    hint: () => "remove one of the two",
  }),
  unknownMember: defineFinding({
    code: "fleet-unknown-member",
    severity: "error",
    stage,
    message: ({ farm, member }: { farm: string; member: string; nearest: string }) =>
      `farm ${farm} has the member ${member}, which is no server of this file`,
    hint: ({ nearest }) => (nearest === "" ? "add the server, or remove the member" : didYouMean(nearest)),
  }),
  ldapMaster: defineFinding({
    code: "fleet-ldap-master",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => problem,
    hint: () => "set ldapMaster: true on the one server that is the LDAP master",
  }),
  farmMinimum: defineFinding({
    code: "fleet-farm-minimum",
    severity: "error",
    stage,
    message: ({ farm, minimum, members }: { farm: string; minimum: number; members: number }) =>
      `farm ${farm} wants ${minimum} members up but has ${members}`,
    hint: () => "name at most its members; --rolling needs one less, so that one of them may leave",
  }),
  portWithoutRole: defineFinding({
    code: "fleet-port-without-role",
    severity: "error",
    stage,
    message: ({ service, host, roles }: { service: string; host: string; roles: readonly string[] }) =>
      `${host} has a port for ${service}, but only ${roles.join(" and ")} servers serve that`,
    hint: () => "add the role, or remove the port",
  }),
  portAmbiguous: defineFinding({
    code: "fleet-port-ambiguous",
    severity: "error",
    stage,
    message: ({
      service,
      host,
      roles,
    }: {
      service: string
      host: string
      roles: readonly string[]
      port: string
    }) => `${host} serves ${service} as ${roles.join(" and as ")}: whose port is meant?`,
    hint: ({ service, roles, port }) =>
      `write ${roles.map((role) => `${role}: { ${service}: ${port} }`).join(" or ")} under ports`,
  }),
  statusWithoutHttp: defineFinding({
    code: "fleet-status-without-http",
    severity: "error",
    stage,
    message: ({ kind }: { kind: string }) => `expectStatus belongs to http and https probes, not to ${kind}`,
    hint: () => "remove expectStatus, or change kind to http or https",
  }),
  noCertificate: defineFinding({
    code: "fleet-no-certificate",
    severity: "error",
    stage,
    message: () => "no server of this fleet would get the certificate: all are dns only",
    hint: () => "give at least one server the role mailbox, ldap, proxy or mta",
  }),
  hookServers: defineFinding({
    code: "fleet-hook-servers",
    severity: "error",
    stage,
    message: ({ hook, word }: { hook: string; word: string }) =>
      `hook ${hook} is for ${word}, which is no server, role or farm of this file`,
    hint: () => "name a server, a role, a farm or a pattern such as mbs*, or leave servers out",
  }),
  hookUndo: defineFinding({
    code: "fleet-hook-undo",
    severity: "error",
    stage,
    message: ({ hook, when }: { hook: string; when: string }) =>
      `hook ${hook} runs at "${when}", on the way back: nothing takes it back`,
    hint: () => "remove undo, or give the command to a hook of its own",
  }),
  domainOwnName: defineFinding({
    code: "fleet-domain-own-name",
    severity: "error",
    stage,
    message: ({ domain, name }: { domain: string; name: string }) =>
      `domain ${domain} has the name ${name}, which is the common name of the fleet's own certificate`,
    hint: () => "remove it there: whoever asks for it gets the fleet's certificate",
  }),
  domainUnserved: defineFinding({
    code: "fleet-domain-unserved",
    severity: "error",
    stage,
    message: ({ domain, service }: { domain: string; service: string }) =>
      `domain ${domain} is to be served on ${service}, which no proxy of this file serves`,
    hint: () => "name services that a server with the role proxy serves, or give a server that role",
  }),
}
