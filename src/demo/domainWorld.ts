import type { Machine } from "./host.js"

/*
 * Domains with a certificate of their own, as they are on a proxy and in LDAP. Sources: src/libexec/zmdomaincertmgr and
 * src/bin/zmproxyctl of zm-core-utils; ProxyConfGen.java of zm-mailbox, which writes a server block for each virtual host of
 * a domain and lets it name conf/domaincerts/DOMAIN.crt where LDAP has a certificate for the domain.
 */

/** `zimbra_domain_cert_directory`; `chmod 400` in loadConfigKey. */
export const domainCertificates = { folder: "conf/domaincerts", mode: 0o400 } as const

/** ProxyConfGen: `conf/nginx/includes`, a file a template. */
export const nginxIncludes = "conf/nginx/includes/nginx.conf.web.https"

/** A domain's virtual hosts, as LDAP has them. */
export function virtualHostsOf({ directory }: Machine, domain: string): readonly string[] {
  return directory?.domains.find(({ name }) => name === domain)?.attributes["zimbraVirtualHostname"] ?? []
}

/** `garpd`: those with a virtual host, a certificate and a key (doGetAllReverseProxyDomains). */
export function domainsWithCertificate(host: Machine): string[] {
  return (host.directory?.domains ?? [])
    .map(({ name }) => name)
    .filter((name) => {
      const values = host.domainValues.get(name)
      const has = (attribute: string): boolean => (values?.get(attribute) ?? "") !== ""
      return (
        virtualHostsOf(host, name).length > 0 && has("zimbraSSLCertificate") && has("zimbraSSLPrivateKey")
      )
    })
}
