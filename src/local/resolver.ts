import { promises as dns } from "node:dns"
import { isIP } from "node:net"
import type { Resolve, View } from "../status/resolution.js"
import { dnsServerAt } from "./dns.js"

/** No more than an answer from the next city takes, twice. Milliseconds, tries. */
const patience = { timeout: 2_000, tries: 2 }

/** Names that exist, without such a record; names that do not. */
const nothingThere: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"])

/**
 * By the resolver at an address, `ADDRESS` or `ADDRESS:PORT`; by the system's own settings where none is given.
 *
 * @throws ToolError `config` for an address that is none
 */
export function resolverAt(address?: string): Resolve {
  if (address === undefined) return bySystem
  dnsServerAt(address)
  const resolver = new dns.Resolver(patience)
  resolver.setServers([address])
  return async (name) => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const found = [four, six].flatMap((one) => (one.status === "fulfilled" ? one.value : []))
    const isKnown = [four, six].some(
      (one) => one.status === "fulfilled" || nothingThere.has(one.reason?.code),
    )
    return found.length > 0 || isKnown ? found : undefined
  }
}

/**
 * What `--resolver` names: `ADDRESS`, or `inside=ADDRESS,outside=ADDRESS` for a domain that has two faces.
 *
 * @throws ToolError `config`
 */
export function viewsOf(words: readonly string[]): View[] {
  const parts = words.flatMap((word) => word.split(",")).filter((part) => part !== "")
  if (parts.length === 0) return [{ name: "system", resolve: resolverAt() }]
  return parts.map((part) => {
    const match = /^(?:([a-z][\w-]*)=)?(.+)$/i.exec(part)
    const address = match?.[2] ?? part
    return { name: match?.[1] ?? address, resolve: resolverAt(address) }
  })
}

async function bySystem(name: string): Promise<readonly string[] | undefined> {
  if (isIP(name) !== 0) return [name]
  try {
    return (await dns.lookup(name, { all: true })).map(({ address }) => address)
  } catch (error) {
    return nothingThere.has(String((error as NodeJS.ErrnoException).code)) ? [] : undefined
  }
}
