/** Requests as clients sign them: RFC 8555 section 6.2, the flattened serialization of RFC 7515. */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto"
import { Refused } from "./problem.js"

export interface SignedRequest {
  readonly nonce: string
  readonly url: string
  /** One of both: a key that nobody knows yet, or an account's URL. */
  readonly jwk: JsonWebKey | undefined
  readonly kid: string | undefined
  /** undefined for POST-as-GET. */
  readonly payload: Readonly<Record<string, unknown>> | undefined
  /** Whether the key has signed it. */
  isSignedBy(key: KeyObject): boolean
}

/** RFC 7518 section 3.1; RFC 8037 for EdDSA. */
const hashes: Readonly<Record<string, string | undefined>> = {
  ...{ ES256: "sha256", ES384: "sha384", ES512: "sha512", RS256: "sha256" },
}

export function openRequest(body: string): SignedRequest {
  const { protected: header, payload, signature } = fields(body)
  const { alg, jwk, kid, nonce, url } = json(header) as Record<string, unknown>
  if (typeof alg !== "string" || !(alg in hashes || alg === "EdDSA"))
    throw new Refused(400, "badSignatureAlgorithm", "ES256, ES384, ES512, RS256 and EdDSA are taken")
  if (typeof nonce !== "string" || typeof url !== "string" || (jwk === undefined) === (kid === undefined))
    throw new Refused(400, "malformed", "the protected header wants nonce, url, and one of jwk and kid")
  return {
    ...{ nonce, url, jwk: jwk as JsonWebKey | undefined, kid: kid as string | undefined },
    payload: payload === "" ? undefined : (json(payload) as Record<string, unknown>),
    isSignedBy: (key) =>
      verify(
        hashes[alg] ?? null,
        Buffer.from(`${header}.${payload}`),
        { key, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      ),
  }
}

function fields(body: string): { protected: string; payload: string; signature: string } {
  const { payload, protected: header, signature } = parsed(body) as Record<string, unknown>
  if (typeof header === "string" && typeof payload === "string" && typeof signature === "string")
    return { protected: header, payload, signature }
  throw new Refused(400, "malformed", "the request is no flattened JWS")
}

function json(base64url: string): unknown {
  return parsed(Buffer.from(base64url, "base64url").toString("utf8"))
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === "object" && value !== null) return value
  } catch {
    // Refused below, as what is no object.
  }
  throw new Refused(400, "malformed", "the request holds no JSON object")
}

export function keyOf(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: "jwk" })
  } catch {
    throw new Refused(400, "badPublicKey", "the key cannot be read")
  }
}

/** What an account is known by: the key, however it is written. */
export function keyDigest(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64url")
}
