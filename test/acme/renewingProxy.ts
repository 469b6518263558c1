import type { AcmeAnswer, AcmeRequest, AcmeTransport } from "../../src/acme/transport.js"

/*
 * What Pebble 2.4 lacks, in front of it: renewal information (RFC 9773 sections 4 and 5: a certificate is replaced once,
 * the second time is a conflict) and profiles (draft-ietf-acme-profiles section 3). The signed orders reach Pebble as they are.
 */

export interface RenewingProxy {
  /** Payloads of the orders that were taken or in conflict; Pebble's refusals of nonces are left out. */
  readonly orders: unknown[]
  readonly through: (send: AcmeTransport) => AcmeTransport
}

export const suggestedWindow = { start: "2027-01-01T00:00:00Z", end: "2027-01-03T00:00:00Z" }

export function renewingProxy(): RenewingProxy {
  const orders: unknown[] = []
  const replaced = new Set<string>()
  const order = async (send: AcmeTransport, request: AcmeRequest): Promise<AcmeAnswer> => {
    const payload = payloadOf(request)
    const { replaces = "" } = payload
    const answer = replaced.has(replaces) ? conflict(request) : await send(request)
    if (answer.status !== 400) orders.push(payload)
    if (answer.status === 201 && replaces !== "") replaced.add(replaces)
    return answer
  }
  let newOrder = ""
  const through =
    (send: AcmeTransport): AcmeTransport =>
    async (request) => {
      const { origin, pathname } = new URL(request.url)
      if (pathname.startsWith("/renewal-info/")) return answered(request, 200, { suggestedWindow })
      if (request.url === newOrder) return order(send, request)
      const answer = await send(request)
      if (pathname !== "/dir") return answer
      const directory = JSON.parse(answer.body) as { readonly meta: object; readonly newOrder: string }
      newOrder = directory.newOrder
      const meta = { ...directory.meta, profiles: { tlsserver: "for TLS servers" } }
      return answered(request, 200, { ...directory, meta, renewalInfo: `${origin}/renewal-info` })
    }
  return { orders, through }
}

function payloadOf({ body = "" }: AcmeRequest): { readonly replaces?: string } {
  const { payload } = JSON.parse(body) as { readonly payload: string }
  return JSON.parse(Buffer.from(payload, "base64url").toString())
}

function answered({ url }: AcmeRequest, status: number, body: object): AcmeAnswer {
  return { url, status, headers: {}, body: JSON.stringify(body) }
}

function conflict(request: AcmeRequest): AcmeAnswer {
  return answered(request, 409, { type: "urn:ietf:params:acme:error:alreadyReplaced", detail: "replaced" })
}
