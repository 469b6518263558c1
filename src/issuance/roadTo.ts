import { AcmeNeed } from "../acme/need.js"
import { type ProxyChoice, parseProxy, proxyName } from "../acme/proxy.js"
import type { AcmeTransport } from "../acme/transport.js"
import { ToolError } from "../errors.js"
import type { ProxySettings } from "../fleet/issuerSchema.js"
import { readText } from "../ports.js"
import { readPem } from "../x509/pem.js"
import { besideFleet, type IssuanceDoors } from "./doors.js"

/** What fleet.yaml says of the way to a CA. */
export interface WayToCa {
  /** The key of fleet.yaml that this is under: `certificate.issuer.acme`. */
  readonly key: string
  /** File with the certificates of one's own CA. */
  readonly caCertificates?: string | undefined
  /** In the place of what the environment says, and for every host. */
  readonly proxy?: ProxySettings | undefined
}

/** HTTPS to a CA, as fleet.yaml and the environment have it. */
export interface RoadToCa {
  readonly send: AcmeTransport
  /** For people: an address, with the proxy through which it is asked. */
  named(url: string): string
}

/**
 * HTTPS to a CA, whose errors name keys of fleet.yaml.
 *
 * @throws ToolError `config`, `not-found`, `unreadable` for the file with CA certificates, and the proxy's password
 */
export async function roadTo(way: WayToCa, doors: IssuanceDoors): Promise<RoadToCa> {
  const caCertificates = await ownCertificates(way, doors)
  const proxy = await proxyOf(way, doors)
  const send = doors.transport({ caCertificates, proxy, timeoutMs: doors.timeoutMs })
  const told = new Set<string>()
  const tell = (url: URL): void => {
    const one = proxy?.(url)
    if (one === undefined || told.has(url.host)) return
    told.add(url.host)
    doors.detail?.(`${url.host} is asked through the proxy ${proxyName(one)}`)
  }
  return {
    async send(request) {
      if (URL.canParse(request.url)) tell(new URL(request.url))
      return send(request).catch((error: unknown) => {
        if (!(error instanceof AcmeNeed) || error.need.kind !== "trust") throw error
        throw new ToolError(error.code, error.message, { hint: trustHint(way), cause: error })
      })
    },
    named(url) {
      const one = proxy?.(new URL(url))
      return one === undefined ? url : `${url}, through the proxy ${proxyName(one)}`
    },
  }
}

async function proxyOf({ key, proxy }: WayToCa, doors: IssuanceDoors): Promise<ProxyChoice | undefined> {
  if (proxy === undefined) return doors.proxy
  const { url, user } = proxy
  const named = parseProxy(url, `${key}.proxy`)
  if (user === undefined) return () => named
  const password = await doors.secret(proxy, "the password for the proxy")
  return () => ({ ...named, user, password })
}

async function ownCertificates(
  { caCertificates: own, key }: WayToCa,
  doors: Pick<IssuanceDoors, "files" | "folder">,
): Promise<readonly string[]> {
  if (own === undefined) return []
  const file = besideFleet(doors, own)
  const text = await readText(doors.files, file)
  // OpenSSL passes over what is none without a word.
  if (readPem(new TextEncoder().encode(text)).blocks.some(({ label }) => label === "CERTIFICATE"))
    return [text]
  throw new ToolError("config", `${file} holds no certificate in PEM (${key}.caCertificates)`, {
    hint: "write the certificate of the CA's own CA there, in PEM",
  })
}

function trustHint({ caCertificates, key }: WayToCa): string {
  return caCertificates === undefined
    ? `a CA of your own, or a firewall that opens TLS: write ${key}.caCertificates: FILE in fleet.yaml, with its CA's certificate`
    : `is the CA that issued its certificate in ${caCertificates} (${key}.caCertificates)?`
}
