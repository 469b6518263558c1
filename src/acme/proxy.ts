/** An HTTP proxy on the way to a CA: which one, and for whom it is not. */
import { BlockList, isIP } from "node:net"
import { ToolError } from "../errors.js"
import { Secret } from "../secret.js"

export interface HttpProxy {
  /** A name, or an address without brackets. */
  readonly host: string
  readonly port: number
  readonly user?: string
  readonly password?: Secret
  /** Where it is named, for people: `HTTPS_PROXY`. */
  readonly source: string
}

/** By which proxy an address is asked; undefined for the straight way. */
export type ProxyChoice = (url: URL) => HttpProxy | undefined

/** For people; nothing secret. */
export function proxyName({ host, port, source }: HttpProxy): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port} (${source})`
}

/** Where curl goes when no port is named: curl(1), "--proxy". */
const usualPort = 1080

/**
 * A proxy as a variable names it: curl(1), "ENVIRONMENT".
 *
 * @throws ToolError `config`; nothing of the text is in it, there may be a password
 */
export function parseProxy(text: string, source: string): HttpProxy {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url === undefined || url.hostname === "")
    throw new ToolError("config", `${source} is no address of a proxy`, {
      hint: "write it as http://HOST:PORT; user and password as http://USER:PASSWORD@HOST:PORT, percent-encoded",
    })
  if (url.protocol !== "http:")
    throw new ToolError(
      "config",
      `${source} names a proxy by ${url.protocol}//, which certfleet does not speak`,
      {
        hint: "name an HTTP proxy (http://HOST:PORT), or leave the CA out of it: NO_PROXY=HOST",
      },
    )
  // A port of 80 is gone from the parsed one.
  const port = /:(\d+)$/.exec(whole.replace(/^[^:]*:\/\//, "").replace(/[/?#].*$/s, ""))?.[1]
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const named = { host, port: port === undefined ? usualPort : Number(port), source }
  if (url.username === "" && url.password === "") return named
  return { ...named, user: decoded(url.username), password: new Secret(decoded(url.password)) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * Whether a host is asked straight: curl(1), "NO_PROXY". A name counts with all that is below it, an address alone or with
 * all of its network (`192.0.2.0/24`), and `*` alone for everything.
 */
export function isExcepted(hostname: string, noProxy: string): boolean {
  if (noProxy.trim() === "*") return true
  const entries = noProxy.split(/[\s,]+/).filter(Boolean)
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase()
  if (isIP(host) !== 0) return entries.some((entry) => isAmong(host, entry))
  const name = plainName(host)
  return entries.map(plainName).some((entry) => name === entry || name.endsWith(`.${entry}`))
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "").replace(/^\./, "")
}

function isAmong(address: string, entry: string): boolean {
  const [network = "", bits] = entry.replace(/^\[|\]$/g, "").split("/")
  const family = isIP(network) === 6 ? "ipv6" : "ipv4"
  const most = family === "ipv6" ? 128 : 32
  const prefix = bits === undefined ? most : Number(bits)
  if (isIP(network) !== isIP(address) || !(prefix >= 0 && prefix <= most)) return false
  const list = new BlockList()
  list.addSubnet(network, prefix, family)
  return list.check(address, family)
}
