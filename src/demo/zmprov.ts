import type { ExecResult } from "../remote/session.js"
import type { Directory, DirectoryEntry } from "./directory.js"
import type { Machine, Program } from "./host.js"

/*
 * zmprov -l, asked line by line on standard input, and zmlocalconfig. From ProvUtil.java (zm-mailbox): `interactive` prints
 * "prov> " before it reads each line and once more at the end, `dumpServer` and `dumpDomain` the entry, `dumpAttrs` its
 * attributes by their names, `doGetAllReverseProxyDomains` the domains with a certificate of their own; errors go to
 * stderr, and the exit status tells of them at the end.
 */

const nothing: Directory = { servers: [], domains: [], masterUrl: "" }

interface Answer {
  readonly out?: string
  readonly error?: string
}

export const zmprov: Program = ({ host, args, stdin }) => {
  const [flag, also, ...words] = args
  if (flag === "-m" && also === "-l") return domainProv(host, words)
  if (flag !== "-l") return { ...failed, stderr: "ERROR: zclient.IO_ERROR (invoke Connection refused)\n" }
  if (host.faults.ldap !== undefined)
    return { ...failed, stderr: "ERROR: ldap.LDAP_ERROR (LDAP error: failed to initialize LDAP client)\n" }
  const lines = Buffer.from(stdin).toString().split("\n").slice(0, -1)
  const answers = lines.map((line) => answerTo(host.directory, line.split(" "), host.faults.sni))
  const errors = answers.flatMap(({ error }) => error ?? [])
  return {
    status: errors.length === 0 ? 0 : 2,
    signal: undefined,
    stdout: `${answers.map(({ out = "" }) => `prov> ${out}`).join("")}prov> `,
    stderr: errors.map((error) => `${error}\n`).join(""),
  }
}

export const zmlocalconfig: Program = ({ host, args }) => {
  const asked = args.join(" ") === "-m nokey ldap_master_url"
  const { masterUrl } = host.directory ?? nothing
  return asked
    ? { status: 0, signal: undefined, stdout: `${masterUrl}\n`, stderr: "" }
    : { ...failed, stderr: "Warning: null valued key\n" }
}

/** `md DOMAIN ATTRIBUTE VALUE …`: an empty value takes the attribute away. */
function domainProv(host: Machine, [command, domain = "", ...pairs]: readonly string[]): ExecResult {
  if (command !== "md") return { ...failed, stderr: "stand-in: zmprov -m -l knows md alone\n" }
  if (host.faults.ldap !== undefined)
    return { ...failed, stderr: "ERROR: service.FAILURE (system failure)\n" }
  const values = host.domainValues.get(domain) ?? new Map<string, string>()
  for (let at = 0; at < pairs.length; at += 2) {
    const [attribute = "", value = ""] = pairs.slice(at, at + 2)
    if (value === "") values.delete(attribute)
    else values.set(attribute, value)
  }
  host.domainValues.set(domain, values)
  return { ...failed, status: 0 }
}

const failed: ExecResult = { status: 1, signal: undefined, stdout: "", stderr: "" }

function answerTo(
  directory: Directory = nothing,
  [command, name = "", ...attributes]: readonly string[],
  sni?: "off",
): Answer {
  switch (command) {
    case "gcf":
      return {
        out: name === "zimbraReverseProxySNIEnabled" ? `${name}: ${sni === "off" ? "FALSE" : "TRUE"}\n` : "",
      }
    case "gas":
      return { out: directory.servers.map((one) => `${one.name}\n`).join("") }
    case "gad":
      return { out: directory.domains.map((one) => `${one.name}\n`).join("") }
    case "gs":
      return (
        dumped(directory.servers, name, attributes) ?? {
          error: `ERROR: account.NO_SUCH_SERVER (no such server: ${name})`,
        }
      )
    case "gd":
      return (
        dumped(directory.domains, name, attributes) ?? {
          error: `ERROR: account.NO_SUCH_DOMAIN (no such domain: ${name})`,
        }
      )
    case "garpd":
      return { out: directory.domains.map(ownHosts).join("") }
    default:
      return { out: "Unknown command. Type: 'help commands' for a list\n" }
  }
}

function dumped(
  entries: readonly DirectoryEntry[],
  name: string,
  asked: readonly string[],
): Answer | undefined {
  const entry = entries.find((one) => one.name === name)
  if (entry === undefined) return undefined
  const wanted = new Set(asked.map((one) => one.toLowerCase()))
  const lines = Object.entries(entry.attributes)
    .filter(([attribute]) => wanted.size === 0 || wanted.has(attribute.toLowerCase()))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([attribute, values]) => values.map((value) => `${attribute}: ${value}\n`))
  return { out: `# name ${name}\n${lines.join("")}\n` }
}

function ownHosts({ name, attributes }: DirectoryEntry): string {
  const has = (attribute: string): boolean => (attributes[attribute] ?? []).length > 0
  const isOwn = has("zimbraVirtualHostname") && has("zimbraSSLPrivateKey") && has("zimbraSSLCertificate")
  return isOwn ? `${name} ${attributes["zimbraVirtualHostname"]?.join(" ")} \n` : ""
}
