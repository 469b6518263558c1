/** What a question means that no answer came to: whether it was sent, and whether it helps to wait and ask again. */
import { ToolError } from "../errors.js"
import { AcmeNeed } from "./need.js"
import { type HttpProxy, proxyName } from "./proxy.js"

export interface Asked {
  /** Whether the server may have it. */
  readonly sent: boolean
  /** Through which it was to go. */
  readonly proxy?: HttpProxy | undefined
}

/**
 * @returns `ca-lost`; where nothing was sent `ca-untrusted` or `ca-not-found`, which stay as they are, else `ca-unreachable`
 */
export function unanswered(url: URL, thrown: unknown, { proxy, sent }: Asked): ToolError {
  // An aborted request's own error says only that it was aborted; why is its cause.
  const { code = "", cause } = thrown as { readonly code?: string; readonly cause?: unknown }
  const why = asError(code === "ABORT_ERR" && cause !== undefined ? cause : thrown).message
  if (sent)
    return new ToolError("ca-lost", `${url.host} was asked, and gave no whole answer: ${why}`, {
      hint: "look at what the CA has before asking for anything again",
      cause: thrown,
    })
  if (unbelieved.test(code)) return untrusted(url, { code, why, cause: thrown })
  const way = proxy === undefined ? "" : ` through the proxy ${proxyName(proxy)}`
  const message = `${url.host} is not reached${way}: ${why}`
  const where = whereFrom(code, why, url)
  if (where !== undefined) return new ToolError("ca-not-found", message, { hint: where, cause: thrown })
  return new ToolError("ca-unreachable", message, {
    hint:
      proxy === undefined
        ? `is the URL right, and does a firewall let this machine through? ${byProxy}`
        : "is the URL right, and does the proxy let this machine through?",
    cause: thrown,
  })
}

export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

/** What Node and OpenSSL say of a certificate that is not believed. */
const unbelieved =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_ALTNAME|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH|(?:EE|CA)_)/

/** It would be believed if its issuer were. */
const unknownIssuer = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF))/

interface Unbelieved {
  readonly code: string
  readonly why: string
  readonly cause: unknown
}

function untrusted({ host }: URL, { cause, code, why }: Unbelieved): ToolError {
  const message = `the certificate of ${host} is not believed: ${why}`
  if (unknownIssuer.test(code))
    return new AcmeNeed("ca-untrusted", message, {
      need: { kind: "trust" },
      hint: "for a CA of one's own, name its certificate (caCertificates)",
      cause,
    })
  const hint = code.startsWith("ERR_TLS_CERT_ALTNAME")
    ? "is the URL right? the server there answers to other names"
    : code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID"
      ? "is this machine's clock right? else its operator has to give the server another certificate"
      : "its operator has to give the server another certificate; nothing was sent to it"
  return new ToolError("ca-untrusted", message, { hint, cause })
}

const byProxy = "where only a proxy leads out, name it: HTTPS_PROXY"

/** EAI_AGAIN, by contrast, is a resolver that is away. */
function whereFrom(code: string, why: string, { hostname }: URL): string | undefined {
  if (code === "ENOTFOUND")
    return `is the URL right? this machine's resolver knows no address of ${hostname}; ${byProxy}`
  return noTls.test(`${code} ${why}`)
    ? "is the URL right, with its port? nothing there speaks TLS as a CA does"
    : undefined
}

const noTls = /wrong.version.number|packet.length.too.long|unsupported.protocol|alert.protocol.version/i
