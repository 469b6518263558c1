import type { Payload } from "../plan.js"

const blocks = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\r?\n?/g

/**
 * A payload as nginx serves it from one file: the leaf, then its intermediates. The root that ends the chain, which zmcertmgr
 * wants there, is for no client.
 */
export function servedWhole(payload: Payload): Payload {
  const intermediates = (Buffer.from(payload.chain).toString().match(blocks) ?? []).slice(0, -1)
  const leaf = Buffer.from(payload.certificate).toString().trimEnd()
  const certificate = Buffer.from([`${leaf}\n`, ...intermediates].join(""))
  return { ...payload, certificate }
}
