/** Every role that serves the certificate. */
export const serviceRoles = ["mailbox", "ldap", "proxy", "mta"] as const

/** A role that serves the certificate on ports of its own. */
export type ServiceRole = (typeof serviceRoles)[number]

/** What a server does in a Zimbra fleet. A name server (`dns`) is part of it but serves no certificate. */
export type Role = ServiceRole | "dns"

/** Every role, in the order in which help and messages list them. */
export const roles = [...serviceRoles, "dns"] as const satisfies readonly Role[]

/**
 * What is spoken on a port. Where the name ends in `s`, TLS begins at once; elsewhere after the protocol's own STARTTLS
 * (STLS, extended operation).
 */
export type ServiceProtocol =
  | "https"
  | "smtp"
  | "smtps"
  | "imap"
  | "imaps"
  | "pop3"
  | "pop3s"
  | "ldap"
  | "ldaps"
  | "lmtp"

export type ServiceName =
  | "https"
  | "admin"
  | "lmtp"
  | "imaps"
  | "pop3s"
  | "imap"
  | "pop3"
  | "proxyAdmin"
  | "smtp"
  | "submission"
  | "smtps"
  | "ldap"
  | "ldaps"

export interface Service {
  readonly role: ServiceRole
  readonly name: ServiceName
  readonly protocol: ServiceProtocol
  /** Where it listens unless the site moved it. */
  readonly port: number
  /** Where a mailbox listens instead when a proxy serves the same service in front of it. */
  readonly behindProxy?: number
  /** Not served unless the site says so. */
  readonly optional?: true
}

/** Where Zimbra serves the certificate, with the ports of a fresh installation. */
export const services: readonly Service[] = [
  { role: "mailbox", name: "https", protocol: "https", port: 443, behindProxy: 8443 },
  { role: "mailbox", name: "admin", protocol: "https", port: 7071 },
  { role: "mailbox", name: "lmtp", protocol: "lmtp", port: 7025 },
  { role: "mailbox", name: "imaps", protocol: "imaps", port: 993, behindProxy: 7993 },
  { role: "mailbox", name: "pop3s", protocol: "pop3s", port: 995, behindProxy: 7995 },
  { role: "mailbox", name: "imap", protocol: "imap", port: 143, behindProxy: 7143 },
  { role: "mailbox", name: "pop3", protocol: "pop3", port: 110, behindProxy: 7110 },
  { role: "proxy", name: "https", protocol: "https", port: 443 },
  { role: "proxy", name: "imaps", protocol: "imaps", port: 993 },
  { role: "proxy", name: "pop3s", protocol: "pop3s", port: 995 },
  { role: "proxy", name: "imap", protocol: "imap", port: 143 },
  { role: "proxy", name: "pop3", protocol: "pop3", port: 110 },
  { role: "proxy", name: "proxyAdmin", protocol: "https", port: 9071, optional: true },
  { role: "mta", name: "smtp", protocol: "smtp", port: 25 },
  { role: "mta", name: "submission", protocol: "smtp", port: 587 },
  { role: "mta", name: "smtps", protocol: "smtps", port: 465 },
  { role: "ldap", name: "ldap", protocol: "ldap", port: 389 },
  { role: "ldap", name: "ldaps", protocol: "ldaps", port: 636 },
]

/** Every service name, in the order of the table. */
export const serviceNames: readonly ServiceName[] = [...new Set(services.map(({ name }) => name))]

/** What a role serves, in the order of the table. */
export function servicesOf(role: ServiceRole): ServiceName[] {
  return services.filter((service) => service.role === role).map(({ name }) => name)
}
