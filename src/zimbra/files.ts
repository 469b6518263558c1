/** Who owns a Zimbra installation and where it lives: `zimbra` in /opt/zimbra, or Carbonio's `zextras` in /opt/zextras. */
export interface Installation {
  readonly user: string
  readonly home: string
}

/** The folder that holds the key, the certificate and the chain that `deploycrt comm` works with. */
export const commercialFolder = "ssl/zimbra/commercial"

/** The key's one and only place: no zmcertmgr command takes another. */
export const liveKey = `${commercialFolder}/commercial.key`
export const liveCertificate = `${commercialFolder}/commercial.crt`
export const liveChain = `${commercialFolder}/commercial_ca.crt`

/** Rebuilt from scratch by every deploy. */
export const caFolder = "conf/ca"

/** Certificates that services load; each starts with the leaf after a deploy. */
export const serviceCertificates: readonly string[] = [
  "conf/imapd.crt",
  "conf/slapd.crt",
  "conf/smtpd.crt",
  "conf/nginx.crt",
]

const serviceKeys: readonly string[] = [
  "conf/imapd.key",
  "conf/slapd.key",
  "conf/smtpd.key",
  "conf/nginx.key",
]

/** Binary stores that deploycrt rebuilds; their bytes differ on every run. */
export const keyStores: readonly string[] = [
  "conf/imapd.keystore",
  "mailboxd/etc/keystore",
  "ssl/zimbra/jetty.pkcs12",
]

/** Every path, relative to the home, that deploycrt writes, and the key: what a backup must hold. */
export const deployPaths: readonly string[] = [
  commercialFolder,
  "common/etc/java/cacerts",
  ...serviceCertificates,
  ...serviceKeys,
  ...keyStores,
  caFolder,
]

/** Folders that a restore empties first, so that nothing new stays behind. */
export const emptiedFolders: readonly string[] = [commercialFolder, caFolder]

/** certfleet's own folder on a host: staging, backups, logs of detached steps, the lock. */
export function ownFolder(home: string): string {
  return `${home}/ssl/certfleet`
}

export function rolloutFolder(home: string, rollout: string): string {
  return `${ownFolder(home)}/${rollout}`
}

/** Where root keeps the logs of what it must run itself: never in a folder of zimbra's, where a link could be planted. */
export function rootFolder(rollout: string): string {
  return `/var/lib/certfleet/${rollout}`
}

/** The names under which the three files are staged. */
export const stagedNames = {
  key: "commercial.key",
  certificate: "commercial.crt",
  chain: "commercial_ca.crt",
} as const
