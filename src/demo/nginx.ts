import { domainCertificates, domainsWithCertificate, nginxIncludes, virtualHostsOf } from "./domainWorld.js"
import type { LoadedPair, Machine } from "./host.js"
import { pairOf } from "./loadedPair.js"

/** ProxyConfGen: a server block for each virtual host of a domain that has a certificate of its own in LDAP. */
export function writeNginxConfiguration(host: Machine): void {
  if (host.faults.ldap !== undefined) return
  const blocks = domainsWithCertificate(host).flatMap((domain) =>
    virtualHostsOf(host, domain).map(
      (name) =>
        `server_name ${name}; ssl_certificate ${host.home}/${domainCertificates.folder}/${domain}.crt;\n`,
    ),
  )
  host.files.write(`${host.home}/${nginxIncludes}`, blocks.join(""), 0o640, host.user)
}

/** What nginx reads for its server blocks; throws where a file is not there, or holds no pair. */
export function namedPairs(host: Machine): Map<string, LoadedPair> {
  const text = host.files.text(`${host.home}/${nginxIncludes}`) ?? ""
  const blocks = [...text.matchAll(/^server_name (\S+); ssl_certificate (\S+);$/gm)]
  return new Map(
    blocks.map(([, name = "", file = ""]) => {
      const pair = pairOf(host, file.slice(host.home.length + 1))
      if (pair.cert === "" || pair.key === "") throw new Error(`cannot load certificate "${file}"`)
      return [name, pair]
    }),
  )
}
