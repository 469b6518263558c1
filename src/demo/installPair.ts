import type { EmbeddedHost } from "./embeddedHost.js"

export interface InstalledPair {
  /** PEM, all three. */
  readonly key: string
  readonly certificate: string
  readonly chain: string
}

/** Puts a certificate where an earlier deploy would have left it, and starts every service with it. */
export function installPair(host: EmbeddedHost, { key, certificate, chain }: InstalledPair): void {
  const served = `${certificate}${chain}`
  const put = (path: string, content: string, mode: number): void =>
    host.files.write(`${host.home}/${path}`, content, mode)
  put("ssl/zimbra/commercial/commercial.key", key, 0o600)
  put("ssl/zimbra/commercial/commercial.crt", certificate, 0o644)
  put("ssl/zimbra/commercial/commercial_ca.crt", chain, 0o644)
  put("common/etc/java/cacerts", "cacerts of the installation", 0o644)
  for (const name of ["imapd", "slapd", "smtpd", "nginx"]) {
    put(`conf/${name}.crt`, served, 0o644)
    put(`conf/${name}.key`, key, 0o640)
  }
  put("conf/ca/01234567.0", chain, 0o644)
  put("mailboxd/etc/keystore", `salt of the installation\n${key}\n${served}`, 0o640)
  put("ssl/zimbra/jetty.pkcs12", `salt of the installation\n${key}\n${served}`, 0o600)
  for (const role of ["ldap", "mailbox", "mta", "proxy"])
    host.loadServices({ key, cert: certificate, chain }, role)
}
