import { createHash } from "node:crypto"
import type { ExecResult } from "../remote/session.js"
import { domainCertificates, nginxIncludes, virtualHostsOf } from "./domainWorld.js"
import type { Machine, ProgramRun } from "./host.js"
import { failure, type Line, say } from "./results.js"
import { UserFiles } from "./userFiles.js"

type HostScript = (run: ProgramRun) => Promise<ExecResult> | ExecResult

/** What certfleet's scripts for domains' certificates do, by their names: the same reports as the shell text gives on a real host. */
export const domainScripts: Readonly<Record<string, HostScript>> = {
  "domain-preflight"({ host, user, args: [home = "", , domain = ""] }) {
    if (home !== host.home) return say(["user", user], ["missing", home])
    if (host.faults.ldap !== undefined)
      return say(["user", user], ["unread", "ERROR: ldap.LDAP_ERROR (system failure: LDAP error)"])
    const isThere = host.directory?.domains.some(({ name }) => name === domain) === true
    return say(
      ["user", user],
      ["free-kib", String(Math.floor(host.files.freeBytes / 1024))],
      ["sni", host.faults.sni === "off" ? "FALSE" : "TRUE"],
      ...(isThere ? [["domain", "1"] as const] : []),
      ...virtualHostsOf(host, domain).map((name): Line => ["vhost", name]),
    )
  },
  "domain-inspect"({ host, args: [home = "", folder = "", domain = ""] }) {
    const files = host.files
      .under(`${home}/${folder}`)
      .map((path): Line => ["file", `${host.files.sha256(path)}  ${path.slice(home.length + 1)}`])
    const at = `${folder}/${domain}`
    const isKnown = (host.files.text(`${home}/${nginxIncludes}`) ?? "").includes(`/${domain}.crt`)
    return say(
      ...files,
      ...hashes("leaf", host.files.text(`${home}/${at}.crt`)).map(
        ([key, hash]): Line => [key, `${hash}  ${at}.crt`],
      ),
      ...hashes("key", host.files.text(`${home}/${at}.key`)),
      ...(isKnown ? [["known", "1"] as const] : []),
      ["done", "1"],
    )
  },
  "domain-ldap"({ host, args: [, domain = ""] }) {
    if (host.faults.ldap !== undefined)
      return say(["unread", `zmprov gd ${domain}: ERROR: service.FAILURE (system failure: ldap connection)`])
    const values = host.domainValues.get(domain)
    return say(
      ...hashes("ldap-certificate", values?.get("zimbraSSLCertificate")),
      ...hashes("ldap-key", values?.get("zimbraSSLPrivateKey")),
      ["done", "1"],
    )
  },
  "domain-save-old"({ host, user, args: [folder = "", , domain = ""] }) {
    if (host.faults.ldap !== undefined) return failure("ERROR: service.FAILURE")
    const files = new UserFiles(host.files, user)
    if (!host.files.exists(`${folder}/ldap.ok`)) {
      const values = host.domainValues.get(domain)
      for (const attribute of ["zimbraSSLCertificate", "zimbraSSLPrivateKey"])
        files.write(`${folder}/${attribute}`, values?.get(attribute) ?? "", 0o600)
      files.write(`${folder}/ldap.ok`, "", 0o600)
    }
    return say(["saved", folder])
  },
  async "domain-give-back"({ host, user, args: [folder = "", tool = "", zmprov = "", domain = ""] }) {
    if (!host.files.exists(`${folder}/ldap.ok`)) return say(["none", "1"])
    const [certificate, key] = [`${folder}/zimbraSSLCertificate`, `${folder}/zimbraSSLPrivateKey`]
    const texts = [certificate, key].map((file) => host.files.text(file) ?? "")
    const argv = texts.every((text) => text !== "")
      ? [tool, "savecrt", domain, certificate, key]
      : [
          ...[zmprov, "-m", "-l", "md", domain],
          ...["zimbraSSLCertificate", texts[0] ?? "", "zimbraSSLPrivateKey", texts[1] ?? ""],
        ]
    const { status, stdout } = await host.run(user, argv)
    return { ...say(["given-back", String(status)]), stdout: `${stdout}@given-back ${status}\n` }
  },
  "domain-restore"({ host, user, args: [home = "", folder = "", certificates = "", ...stays] }) {
    const archive = host.files.text(`${folder}/backup.tar`)
    if (archive === undefined || !host.files.exists(`${folder}/backup.ok`)) return say(["none", "1"])
    if (host.faults.restore === "fails") return failure("tar: Unexpected EOF in archive")
    const files = new UserFiles(host.files, user)
    const staying = new Set(stays.map((path) => `${home}/${path}`))
    for (const path of host.files.under(`${home}/${certificates}`)) if (!staying.has(path)) files.remove(path)
    const saved: { path: string; mode: number; content: string }[] = JSON.parse(archive)
    for (const { path, mode, content } of saved)
      if (!staying.has(path)) files.write(path, Buffer.from(content, "base64"), mode)
    return say(["restored", `${folder}/backup.tar`])
  },
  "domain-finish"({ host, args: [base = "", rollout = "", keep = "0"] }) {
    const names = new Set(
      host.files.under(base).map((path) => path.slice(base.length + 1).split("/")[0] ?? ""),
    )
    for (const name of names) if (name.startsWith(`stage.${rollout}.`)) host.files.remove(`${base}/${name}`)
    const backups = [...names].filter((name) => /^domain-\d{8}T/.test(name)).sort()
    const spared = (host.files.text(`${base}/${rollout}/broke`) ?? "").split("\n")
    for (const old of backups.reverse().slice(Number(keep)))
      if (!spared.includes(old)) host.files.remove(`${base}/${old}`)
    const holder = host.files.text(`${base}/lock/holder`) ?? ""
    if (holder.startsWith(`${rollout}\n`)) host.files.remove(`${base}/lock`)
    return say(["finished", "1"])
  },
}

/** Where those of a domain are, for whoever looks independently. */
export function domainFiles(
  { home }: Machine,
  domain: string,
): { readonly crt: string; readonly key: string } {
  const at = `${home}/${domainCertificates.folder}/${domain}`
  return { crt: `${at}.crt`, key: `${at}.key` }
}

/** SHA-256 of the first block's DER; nothing where there is none. */
function hashes(key: string, text: string | undefined): Line[] {
  const body = /-----BEGIN [A-Z ]+-----([^-]*)-----END/.exec(text ?? "")?.[1]
  return body === undefined
    ? []
    : [[key, createHash("sha256").update(Buffer.from(body, "base64")).digest("hex")]]
}
