import { z } from "zod"
import { keyAlgorithms } from "../x509/privateKey.js"
import { roles, serviceNames, serviceRoles, servicesOf } from "../zimbra/services.js"
import { domainsSchema } from "./domainSchema.js"
import { hooksSchema } from "./hookSchema.js"
import { issuerSchema } from "./issuerSchema.js"
import { schemaTitle } from "./schemaFile.js"
import { proveWays } from "./types.js"
import { windowPattern } from "./windows.js"

const seconds = (byDefault: number) =>
  z
    .number({ error: "expected a number of seconds" })
    .positive({ error: "expected more than 0 seconds" })
    .max(86_400, { error: "expected at most 86400 seconds" })
    .default(byDefault)
const count = (least: number) =>
  z.int({ error: "expected a whole number" }).min(least, { error: `expected ${least} or more` })
const port = z
  .int({ error: "expected a port, 1 to 65535" })
  .min(1, { error: "expected a port, 1 to 65535" })
  .max(65535, { error: "expected a port, 1 to 65535" })
const text = z.string().trim().min(1, { error: "expected some text" })
/** Whatever ends up as a word of a command or a target of a connection is of harmless characters only. */
const host = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/, {
  error: "expected a host name of letters, digits, hyphens and dots",
})
const address = z.string().regex(/^[A-Za-z0-9:]([A-Za-z0-9_.:-]{0,251}[A-Za-z0-9:])?$/, {
  error: "expected an IP address or a host name",
})
/** Directories know people as user@domain. */
const loginUser = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}(@[A-Za-z0-9][A-Za-z0-9.-]{0,252})?$/, {
  error: "expected a user name",
})
const user = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, { error: "expected a user name" })
/** Without steps that lead elsewhere: what it is compared with is text. */
const absolutePath = z.string().regex(/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]+)+$/, {
  error:
    "expected an absolute path without spaces, without . or .. among its steps and without a slash at its end",
})
const names = z.array(text)
const unique = <T extends string>(items: z.ZodArray<z.ZodType<T>>) =>
  items.refine((list) => new Set(list).size === list.length, { error: "expected each entry once" })

const subject = z
  .strictObject({
    organization: text
      .max(64, { error: "at most 64 characters" })
      .optional()
      .describe("Legal name of the organization (O)"),
    locality: text.max(128, { error: "at most 128 characters" }).optional().describe("City (L)"),
    state: text.max(128, { error: "at most 128 characters" }).optional().describe("State or province (ST)"),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, { error: "expected a country code of two capital letters, such as US" })
      .optional()
      .describe("Country (C), ISO 3166-1 code of two capital letters"),
  })
  .prefault({})
  .describe("Subject of the CSR besides the common name")

const certificate = z
  .strictObject({
    commonName: text.describe("The certificate's common name; always among its alternative names too"),
    subject,
    key: z.enum(keyAlgorithms).default("rsa-2048").describe("Kind of key to make; every CSR gets a new one"),
    additionalNames: names
      .default([])
      .describe("Names that no farm and no server brings, such as old service names"),
    profile: z
      .enum(["public", "private"])
      .default("public")
      .describe("public: signed by a CA that browsers trust; private: by your own CA"),
    issuer: issuerSchema.optional(),
  })
  .describe("The certificate that the fleet wants")

const zimbra = z
  .strictObject({
    user: user.default("zimbra").describe("The account that owns Zimbra; zextras for Carbonio"),
    home: absolutePath.default("/opt/zimbra").describe("Its home; /opt/zextras for Carbonio"),
  })
  .prefault({})
  .describe("Where Zimbra lives on every server")

const prove = z
  .enum(proveWays, { error: `expected ${proveWays.join(", ")}` })
  .describe(
    "From where a port is looked at: direct, from this machine; ssh, through the server's own SSH connection; auto, from this machine and through SSH where that cannot reach it",
  )

const portDetails = z.strictObject({
  port: port.optional().describe("Where it listens, if not where it usually does"),
  prove: prove.optional(),
})
const portForms = "expected a port, 1 to 65535, or false, or { port: a port, prove: direct, ssh or auto }"
const portChoice = z.union([port, z.literal(false), portDetails], { error: portForms })

/** By service; where two roles of one server serve it, by role and service. */
const portsOfServices = <N extends string>(names: readonly N[], owner: string) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      portChoice.optional().describe(`Port of ${name}, or false where ${owner} does not serve it`),
    ]),
  ) as Record<N, z.ZodOptional<typeof portChoice>>

const rolePorts = (role: (typeof serviceRoles)[number]) =>
  z.strictObject(portsOfServices(servicesOf(role), `its ${role}`))

const byService = portsOfServices(serviceNames, "this server")

const ports = z
  .strictObject({
    ...byService,
    ...Object.fromEntries(
      serviceRoles.map((role) => [
        role,
        rolePorts(role).optional().describe(`Ports of its ${role} alone, where another role serves the same`),
      ]),
    ),
    // The one word that is a role and a service.
    ldap: z
      .union([port, z.literal(false), portDetails, rolePorts("ldap")], {
        error: `${portForms}, or { ldap: a port, ldaps: a port }`,
      })
      .optional()
      .describe("Port of ldap, or false where this server does not serve it; or the ports of its ldap role"),
  })
  .default({})
  .describe("Services that this server has on another port, or not at all (false)")

const server = z.strictObject({
  host: host.describe("Full host name of the server"),
  address: address.optional().describe("Where to connect, if not to the host name"),
  sshPort: port.optional().describe("Port of its SSH server"),
  roles: unique(z.array(z.enum(roles)))
    .min(1, { error: "expected at least one role" })
    .describe("What the server does; a server that is dns only gets no certificate"),
  ldapMaster: z.boolean().optional().describe("The LDAP master (as opposed to a replica)"),
  names: names
    .optional()
    .describe("Names this server needs in the certificate: its host name unless given; [] for none"),
  prove: prove.optional(),
  ports,
})

const probe = z.strictObject({
  kind: z
    .enum(["tcp", "tls", "http", "https", "smtp", "imap", "pop3", "ldap", "lmtp"])
    .describe("tcp: connects; tls: handshake; http(s): status; the others: greeting"),
  port: port.describe("Port that the load balancer probes"),
  expectStatus: count(100)
    .max(599, { error: "expected a status, 100 to 599" })
    .optional()
    .describe("Expected HTTP status"),
})

const farm = z.strictObject({
  name: text.describe("Name of the farm on the load balancer"),
  names: names.default([]).describe("Names of its virtual address; all belong into the certificate"),
  members: unique(z.array(host))
    .min(1, { error: "expected at least one member" })
    .describe("Hosts of the servers behind it"),
  minimum: count(0)
    .optional()
    .describe(
      "How many members must stay up at any time; one less than there are, unless given. With all of them, --rolling cannot begin",
    ),
  probes: z.array(probe).default([]).describe("How the load balancer asks a member whether it is well"),
  interval: seconds(5).describe("Seconds between two probes"),
})

const ssh = z
  .strictObject({
    user: loginUser.default("root").describe("Who logs in: root, the Zimbra user, or a user with sudo"),
    port: port.default(22).describe("SSH port of every server that has none of its own"),
    identityFile: text
      .optional()
      .describe("Private key file to log in with; a relative path goes by the folder of this file"),
    agent: z.boolean().default(true).describe("Ask the SSH agent for keys"),
    knownHosts: text
      .optional()
      .describe(
        "File with the servers' host keys, by the folder of this file where relative; ~/.ssh/known_hosts unless given",
      ),
    connectTimeout: seconds(10).describe("Seconds until a server that does not answer is given up"),
  })
  .prefault({})
  .describe("How to log in to the servers")

const rollout = z
  .strictObject({
    parallel: count(1).default(64).describe("How many servers work at once"),
    restart: z
      .enum(["services", "full", "none"])
      .default("services")
      .describe(
        "services: reload or restart what serves the certificate; full: zmcontrol restart; none: leave it to you",
      ),
    localOnly: z
      .boolean()
      .default(false)
      .describe("Keep certificate and key out of LDAP (deploycrt -localonly)"),
    stepTimeout: seconds(300).describe(
      "Seconds that one step may take on one server; one that does not answer at all is given up after as long again, 30 seconds at most",
    ),
    probeTimeout: seconds(300).describe(
      "Seconds until a port must serve the new certificate after the restart",
    ),
    keepBackups: count(1).default(5).describe("How many backups stay on each server"),
    windows: z
      .array(
        z
          .string()
          .regex(windowPattern, { error: "expected a window such as 22:00-04:00 or Sat,Sun 22:00-04:00" }),
      )
      .default([])
      .describe("When a rollout may begin, local time; at any time when there is none"),
  })
  .prefault({})
  .describe("How the certificate is rolled out")

const dns = z
  .strictObject({
    resolver: z
      .string()
      .regex(/^(?:[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/, {
        error: "expected an IP address, with :PORT where it is not 53",
      })
      .optional()
      .describe("Which resolver is asked for records; those of the system unless given"),
    trusted: z
      .boolean()
      .default(false)
      .describe(
        "Whether this resolver validates DNSSEC and nobody is on the way to it (best: on this machine): only then its word counts that an answer is secure",
      ),
    mailDomains: unique(z.array(host))
      .default([])
      .describe(
        "Domains whose MX records lead to this fleet; unless given, those that the certificate's names are in",
      ),
  })
  .refine(({ resolver, trusted }) => !trusted || resolver !== undefined, {
    error: "expected resolver: trusted is said of that one",
  })
  .prefault({})
  .describe("How records are looked up: CAA, MX, TLSA and those of challenges")

/** fleet.yaml as it is written. */
export const fleetSchema = z
  .strictObject({
    certificate,
    zimbra,
    servers: z
      .array(server)
      .min(1, { error: "expected at least one server" })
      .describe("Every server of the fleet"),
    prove: prove.default("auto"),
    farms: z.array(farm).default([]).describe("Groups of servers behind the load balancer"),
    ssh,
    rollout,
    dns,
    notify: z
      .array(z.string().min(1, { error: "expected a word of the command" }), {
        error: "expected the command and its arguments, as a list of words",
      })
      .default([])
      .describe("A command that gets the result of rollout, rollback and status as JSON on standard input"),
    hooks: hooksSchema,
    domains: domainsSchema,
  })
  .describe("A Zimbra fleet and the one certificate it serves")

/** fleet.yaml with the defaults filled in, before the cross-checks. */
export type FleetFile = z.output<typeof fleetSchema>

/** The JSON Schema (2020-12) of fleet.yaml, for editors. */
export function fleetJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(fleetSchema, { io: "input" })
  return { $schema, title: schemaTitle, ...rest }
}
