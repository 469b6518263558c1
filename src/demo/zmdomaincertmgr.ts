import type { ExecResult } from "../remote/session.js"
import { domainCertificates, domainsWithCertificate } from "./domainWorld.js"
import type { Machine, Program } from "./host.js"
import { ended } from "./results.js"
import { UserFiles } from "./userFiles.js"

/**
 * Zimbra's tool for domains' certificates, as its script reads: `savecrt` looks at nothing but whether the files are there and
 * ends with `exit 0` whatever saveConfigKey came to; `deploycrts` says `done.` by the status of getDomainCertFromLdap, whose
 * last command is an `rm -f`.
 */
export const zmdomaincertmgr: Program = ({ host, user, args: [verb, ...rest] }) => {
  if (user !== host.user) return ended(1, "zmdomaincertmgr must be run as user zimbra")
  if (verb === "savecrt") return saveCrt(host, rest)
  if (verb === "deploycrts") return deployCrts(host)
  return ended(1, "Usage: \n  zmdomaincertmgr -help")
}

function saveCrt(host: Machine, [domain = "", certificate = "", key = ""]: readonly string[]): ExecResult {
  for (const [what, file] of [
    ["Certificate", certificate],
    ["Private key", key],
  ] as const)
    if (host.files.read(file) === undefined) return ended(0, `ERROR: ${what} file ${file} does not exist.`)
  const lines = [
    ["zimbraSSLCertificate", certificate],
    ["zimbraSSLPrivateKey", key],
  ].map(([attribute = "", file = ""]) => {
    const saved = save(host, domain, attribute, host.files.text(file) ?? "")
    return `** Saving domain config key ${attribute}...${saved ? "done." : "failed."}`
  })
  return ended(0, lines.join("\n"))
}

/** `zmprov -m -l md`, its errors to /dev/null; the shell's substitution takes line feeds from the end. */
function save(host: Machine, domain: string, attribute: string, text: string): boolean {
  const fault = host.faults.domainSave
  if (host.faults.ldap !== undefined || fault === "fails") return false
  // The first of two calls is through when LDAP goes away.
  if (fault === "certificate-only" && attribute === "zimbraSSLPrivateKey") return false
  if (host.directory?.domains.some(({ name }) => name === domain) !== true) return false
  const values = host.domainValues.get(domain) ?? new Map<string, string>()
  values.set(attribute, text.replace(/\n+$/, ""))
  host.domainValues.set(domain, values)
  return true
}

function deployCrts(host: Machine): ExecResult {
  const domains = host.faults.ldap === undefined ? domainsWithCertificate(host) : []
  if (domains.length === 0)
    return ended(
      1,
      "No domains returned by zmprov getAllReverseProxyDomains.\nConsider setting zimbraVirtualHostname.",
    )
  for (const domain of domains) {
    load(host, domain, "zimbraSSLCertificate", "crt")
    load(host, domain, "zimbraSSLPrivateKey", "key")
  }
  return ended(0, domains.map((domain) => `** Deploying cert for ${domain}...done.`).join("\n"))
}

/** loadConfigKey: what `gd` prints but for the attribute's name goes into the file, which was copied aside before. */
function load(host: Machine, domain: string, attribute: string, suffix: string): void {
  const fault = host.faults.domainDeploy
  if (fault === "does-nothing") return
  const files = new UserFiles(host.files, host.user)
  const { folder, mode } = domainCertificates
  const file = `${host.home}/${folder}/${domain}.${suffix}`
  const old = host.files.text(file)
  const day = new Date(host.clock.now()).toISOString().slice(0, 10).replaceAll("-", "")
  if (old !== undefined && old !== "") files.replace(`${file}.${day}`, old, mode)
  const value = fault === "empty" ? "" : `${host.domainValues.get(domain)?.get(attribute) ?? ""}\n`
  files.replace(file, `# name ${domain}\n${value}\n`, mode)
}
