import type { ListenerProtocol } from "./dialogues.js"

/*
 * A Zimbra installation as it is, for everything that stands in for one: the hosts in memory, and the trees and tools of
 * test/e2e. Nothing here comes from the product's own tables, and the product never reads it: a mistake in one of them
 * must not hide in the other. test/zimbra/facts.test.ts holds both against one list of facts.
 *
 * Sources: zmcertmgr and zmfixperms of zm-core-utils 8.7.6, 8.8.15, 9.0.0.p40, 10.0.8 and 10.1.0; zimbra-core.sh of zm-build.
 */

/** zmfixperms: zimbra_user and root_user; every path of it begins with /opt/zimbra. */
export const installation = { user: "zimbra", home: "/opt/zimbra" } as const

type Owner = "root" | "zimbra"

export interface Folder {
  /** Relative to the home; the empty one is the home itself. */
  readonly path: string
  readonly owner: Owner
  readonly mode: number
}

/** Parents before what is in them. */
export const folders: readonly Folder[] = [
  // zmfixperms: chown root /opt/zimbra, chmod 755
  { path: "", owner: "root", mode: 0o755 },
  // zmfixperms: bin is root's, chmod 755 bin/*
  { path: "bin", owner: "root", mode: 0o755 },
  // zmfixperms: chown -R root common, chmod 755 common
  { path: "common", owner: "root", mode: 0o755 },
  { path: "common/etc", owner: "root", mode: 0o755 },
  { path: "common/etc/java", owner: "root", mode: 0o755 },
  // zmfixperms: chown -R zimbra conf; zimbra-core.sh: attr(755, zimbra, zimbra)
  { path: "conf", owner: "zimbra", mode: 0o755 },
  // zmfixperms and zmcertmgr initSSLDirs: chmod 755
  { path: "conf/ca", owner: "zimbra", mode: 0o755 },
  // zmfixperms: chown -R zimbra for each of jetty/*, with nothing said about jetty_base itself
  { path: "jetty_base", owner: "root", mode: 0o755 },
  { path: "jetty_base/etc", owner: "zimbra", mode: 0o755 },
  // zmfixperms: chown -R zimbra ssl
  { path: "ssl", owner: "zimbra", mode: 0o755 },
  { path: "ssl/zimbra", owner: "zimbra", mode: 0o755 },
  { path: "ssl/zimbra/commercial", owner: "zimbra", mode: 0o755 },
]

/** Links of root's, both relative to the home. zmfixperms works only where jetty is one. */
export const links: readonly { readonly path: string; readonly to: string }[] = [
  { path: "jetty", to: "jetty_base" },
  { path: "mailboxd", to: "jetty_base" },
]

export type Holding = "key" | "certificate" | "chain" | "trust" | "store"

/** A file of zimbra's that a deploy changes. */
export interface DeployedFile {
  readonly path: string
  /** The key, the leaf with the chain, the chain alone, the trusted CAs of Java, or key and certificates in a PKCS#12 store. */
  readonly holds: Holding
  /** As zmfixperms leaves it: 640 for every file below ssl, conf/*.crt, conf/*.key and the keystore, 644 for cacerts. */
  readonly mode: number
  /** Where a deploy leaves another mode than it found. */
  readonly modeAfter?: number
}

/** zmcertmgr reads the key here and takes no other; zmfixperms as all below ssl. */
export const liveKey: DeployedFile = {
  path: "ssl/zimbra/commercial/commercial.key",
  holds: "key",
  mode: 0o640,
}

/** In the order in which zmcertmgr deploycrt is done with them; the chain is appended to commercial.crt after its own copy is written. */
export const deployedFiles: readonly DeployedFile[] = [
  { path: "ssl/zimbra/commercial/commercial_ca.crt", holds: "chain", mode: 0o640 },
  { path: "ssl/zimbra/commercial/commercial.crt", holds: "certificate", mode: 0o640 },
  { path: "common/etc/java/cacerts", holds: "trust", mode: 0o644 },
  { path: "conf/imapd.crt", holds: "certificate", mode: 0o640 },
  { path: "conf/imapd.key", holds: "key", mode: 0o640 },
  { path: "conf/imapd.keystore", holds: "store", mode: 0o640 },
  { path: "conf/slapd.crt", holds: "certificate", mode: 0o640 },
  { path: "conf/slapd.key", holds: "key", mode: 0o640 },
  // openssl pkcs12 makes a private file
  { path: "ssl/zimbra/jetty.pkcs12", holds: "store", mode: 0o640, modeAfter: 0o600 },
  { path: "mailboxd/etc/keystore", holds: "store", mode: 0o640, modeAfter: 0o600 },
  { path: "conf/smtpd.crt", holds: "certificate", mode: 0o640 },
  { path: "conf/smtpd.key", holds: "key", mode: 0o640 },
  { path: "conf/nginx.crt", holds: "certificate", mode: 0o640 },
  { path: "conf/nginx.key", holds: "key", mode: 0o640 },
]

/** zmcertmgr installCA: emptied and rebuilt at the end, files readable by all. */
export const caFolder = { path: "conf/ca", fileMode: 0o644 } as const

export type ServingRole = "mailbox" | "ldap" | "proxy" | "mta"

export interface Daemon {
  readonly role: ServingRole
  readonly name: string
  /** What restarts or reloads it, below bin. */
  readonly tool: string
  /** What it loads at its start: a store, or the certificate whose key is beside it. */
  readonly loads: string
}

/** In the order in which zmcontrol starts them. */
export const daemons: readonly Daemon[] = [
  { role: "ldap", name: "slapd", tool: "ldap", loads: "conf/slapd.crt" },
  { role: "mailbox", name: "mailboxd", tool: "zmmailboxdctl", loads: "mailboxd/etc/keystore" },
  { role: "mta", name: "smtpd", tool: "zmmtactl", loads: "conf/smtpd.crt" },
  { role: "proxy", name: "nginx", tool: "zmproxyctl", loads: "conf/nginx.crt" },
]

/** What `zmcontrol -v` prints, and below which release zmcertmgr must be root ("As of ZCS 8.7 … 'zimbra' not 'root'", its manual). */
export const releases = {
  present: "Release 10.1.0.GA.4655.UBUNTU22_64 UBUNTU22_64 FOSS edition.",
  old: "Release 8.6.0_GA_1153.UBUNTU14_64 UBUNTU14_64 FOSS edition.",
} as const

export function certmgrRunsAs(release: string): Owner {
  return /^Release ([0-7]\.|8\.[0-6][._])/.test(release) ? "root" : "zimbra"
}

export interface ServedPort {
  readonly role: ServingRole
  readonly service: string
  readonly speaks: Exclude<ListenerProtocol, "http">
  readonly port: number
  /** Where a mailbox listens when a proxy stands in front of it. */
  readonly behindProxy?: number
  /** Off in a fresh installation. */
  readonly optional?: true
}

/** zimbraMailSSLPort and its like, in a fresh installation. */
export const servedPorts: readonly ServedPort[] = [
  { role: "mailbox", service: "https", speaks: "https", port: 443, behindProxy: 8443 },
  { role: "mailbox", service: "admin", speaks: "https", port: 7071 },
  { role: "mailbox", service: "lmtp", speaks: "lmtp", port: 7025 },
  { role: "mailbox", service: "imaps", speaks: "imaps", port: 993, behindProxy: 7993 },
  { role: "mailbox", service: "pop3s", speaks: "pop3s", port: 995, behindProxy: 7995 },
  { role: "mailbox", service: "imap", speaks: "imap", port: 143, behindProxy: 7143 },
  { role: "mailbox", service: "pop3", speaks: "pop3", port: 110, behindProxy: 7110 },
  { role: "proxy", service: "https", speaks: "https", port: 443 },
  { role: "proxy", service: "imaps", speaks: "imaps", port: 993 },
  { role: "proxy", service: "pop3s", speaks: "pop3s", port: 995 },
  { role: "proxy", service: "imap", speaks: "imap", port: 143 },
  { role: "proxy", service: "pop3", speaks: "pop3", port: 110 },
  { role: "proxy", service: "proxyAdmin", speaks: "https", port: 9071, optional: true },
  { role: "mta", service: "smtp", speaks: "smtp", port: 25 },
  { role: "mta", service: "submission", speaks: "smtp", port: 587 },
  { role: "mta", service: "smtps", speaks: "smtps", port: 465 },
  { role: "ldap", service: "ldap", speaks: "ldap", port: 389 },
  { role: "ldap", service: "ldaps", speaks: "ldaps", port: 636 },
]
