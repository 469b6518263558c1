import type { ServiceRole } from "./services.js"

/** Who owns a Zimbra installation and where it lives: `zimbra` in /opt/zimbra, or Carbonio's `zextras` in /opt/zextras. */
export interface Installation {
  readonly user: string
  readonly home: string
}

/** Zimbra's own, and Carbonio's, which has the same tools. */
export const installations: readonly Installation[] = [
  { user: "zimbra", home: "/opt/zimbra" },
  { user: "zextras", home: "/opt/zextras" },
]

/**
 * What is in a deployed path: a folder that a restore empties first, certificates that a service loads (the leaf
 * first), their key, or a binary store whose bytes differ with every deploy.
 */
export type Content = "folder" | "certificate" | "key" | "store" | "trust"

/** A path, relative to the home, that `zmcertmgr deploycrt comm` writes. */
export interface DeployedPath {
  readonly path: string
  readonly content: Content
}

/** The folder that holds the key, the certificate and the chain that `deploycrt comm` works with. */
const commercialFolder = "ssl/zimbra/commercial"

/** The key's one and only place: no zmcertmgr command takes another. */
export const liveKey = `${commercialFolder}/commercial.key`
export const liveCertificate = `${commercialFolder}/commercial.crt`
export const liveChain = `${commercialFolder}/commercial_ca.crt`

/** deploycrt removes what is in it before it writes: it follows no link there. */
export const rebuiltFolder = "conf/ca"

/** In the order in which deploycrt writes them, one after the other. */
export const deployed: readonly DeployedPath[] = [
  { path: commercialFolder, content: "folder" },
  { path: "common/etc/java/cacerts", content: "trust" },
  { path: "conf/imapd.crt", content: "certificate" },
  { path: "conf/imapd.key", content: "key" },
  { path: "conf/imapd.keystore", content: "store" },
  { path: "conf/slapd.crt", content: "certificate" },
  { path: "conf/slapd.key", content: "key" },
  { path: "ssl/zimbra/jetty.pkcs12", content: "store" },
  { path: "mailboxd/etc/keystore", content: "store" },
  { path: "conf/smtpd.crt", content: "certificate" },
  { path: "conf/smtpd.key", content: "key" },
  { path: "conf/nginx.crt", content: "certificate" },
  { path: "conf/nginx.key", content: "key" },
  { path: rebuiltFolder, content: "folder" },
]

/** What a backup must hold. */
export const deployPaths: readonly string[] = deployed.map(({ path }) => path)

/** Folders that a restore empties first, so that nothing new stays behind. */
export const emptiedFolders: readonly string[] = pathsOf("folder")

/** Certificates that services load; each starts with the leaf after a deploy. */
export const serviceCertificates: readonly string[] = pathsOf("certificate")

/**
 * The certificate that each role's service loads; the first that is there. mailboxd's own is in a keystore, written from
 * the same pair right after imapd's.
 */
export const servedFrom: Readonly<Record<ServiceRole, readonly string[]>> = {
  mailbox: ["conf/imapd.crt", liveCertificate],
  ldap: ["conf/slapd.crt"],
  proxy: ["conf/nginx.crt"],
  mta: ["conf/smtpd.crt"],
}

/** Stores that deploycrt rebuilds; their bytes differ on every run. */
export const keyStores: readonly string[] = pathsOf("store")

/**
 * What zmfixperms makes zimbra's own again, each with all below it. It is run by every upgrade, and makes every file
 * below ssl 640. Everything else below common it gives to root.
 */
export const ownedByUser: readonly string[] = ["ssl", "conf", "common/etc/java/cacerts", "mailboxd/etc"]

/** Zimbra's own tools, relative to the home. */
export const tools = {
  certmgr: "bin/zmcertmgr",
  control: "bin/zmcontrol",
  localConfig: "bin/zmlocalconfig",
  provisioning: "bin/zmprov",
  domainCertmgr: "libexec/zmdomaincertmgr",
} as const

/** Where `zmdomaincertmgr deploycrts` puts the certificates and keys of domains, as DOMAIN.crt and DOMAIN.key. */
export const domainFolder = "conf/domaincerts"

/** certfleet's own folder on a host: staging, backups, logs of detached steps, the lock. */
export function ownFolder(home: string): string {
  return `${home}/ssl/certfleet`
}

/** Where the backup of one rollout is, with the logs of its detached steps. */
export function rolloutFolder(home: string, rollout: string): string {
  return `${ownFolder(home)}/${rollout}`
}

/** Where root keeps the logs of what it must run itself: never in a folder of zimbra's, where a link could be planted. */
export function rootFolder(rollout: string): string {
  return `/var/lib/certfleet/${rollout}`
}

/** Where a key lies for the moment before it is the live one, with the rollout after a dot; relative to the home. */
export const nearlyLiveKey = `${commercialFolder}/.commercial.key`

/** The names under which the three files are staged. */
export const stagedNames = {
  key: "commercial.key",
  certificate: "commercial.crt",
  chain: "commercial_ca.crt",
} as const

function pathsOf(content: Content): string[] {
  return deployed.filter((entry) => entry.content === content).map(({ path }) => path)
}
