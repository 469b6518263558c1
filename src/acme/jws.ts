/** Signed requests: JSON Web Signature in its flattened form (RFC 7515) as RFC 8555 section 6.2 restricts it. */
import { createHash, createHmac, createPublicKey, type KeyObject, sign } from "node:crypto"
import { ToolError } from "../errors.js"
import type { Secret } from "../secret.js"

export type JwsAlgorithm = "ES256" | "RS256"

/** A public key as RFC 7517 writes it, with nothing but the members of RFC 7638's thumbprint, in their order. */
export type Jwk =
  | { readonly crv: "P-256"; readonly kty: "EC"; readonly x: string; readonly y: string }
  | { readonly e: string; readonly kty: "RSA"; readonly n: string }

/** RFC 7515 section 7.2.2; each member is base64url. */
export interface FlattenedJws {
  readonly protected: string
  readonly payload: string
  readonly signature: string
}

/** What stands in the protected header beside the algorithm; RFC 8555 section 6.2: `jwk` or `kid`, never both. */
export type JwsHeader = { readonly url: string; readonly nonce?: string } & (
  | { readonly kid: string }
  | { readonly jwk: Jwk }
)

/** RFC 7515 section 2: base64url without padding. */
export function base64url(content: Uint8Array | string): string {
  return Buffer.from(content).toString("base64url")
}

/**
 * The algorithm that a private key signs requests with.
 *
 * @throws ToolError `config` for keys that are neither P-256 nor RSA of 2048 bits or more (RFC 7518 sections 3.3 and 3.4)
 */
export function jwsAlgorithm(key: KeyObject): JwsAlgorithm {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return "ES256"
  if (key.asymmetricKeyType === "rsa" && modulusLength >= 2048) return "RS256"
  throw new ToolError("config", "the account key is neither EC P-256 nor RSA of 2048 bits or more", {
    hint: "make an account key of one of these kinds; it need not be of the certificate's kind",
  })
}

/** The public half of a key, whichever half is given. */
export function publicJwk(key: KeyObject): Jwk {
  const half = key.type === "private" ? createPublicKey(key) : key
  const { crv, e, kty, n, x, y } = half.export({ format: "jwk" })
  if (kty === "EC" && crv === "P-256" && x !== undefined && y !== undefined) return { crv, kty, x, y }
  if (kty === "RSA" && e !== undefined && n !== undefined) return { e, kty, n }
  throw new ToolError("config", "the account key is neither EC P-256 nor RSA", { hint: "make another" })
}

/** RFC 7638 section 3: SHA-256 over the required members in lexical order, base64url. */
export function thumbprint(key: KeyObject): string {
  return createHash("sha256")
    .update(JSON.stringify(publicJwk(key)))
    .digest("base64url")
}

/** Signs a payload; the empty text is the one of POST-as-GET (RFC 8555 section 6.3). */
export function signJws(key: KeyObject, header: JwsHeader, payload: object | ""): FlattenedJws {
  const parts = encode({ alg: jwsAlgorithm(key), ...header }, payload)
  // RFC 7518 section 3.4: R and S side by side, not the DER that OpenSSL makes; RSA takes no notice.
  const signature = sign("sha256", signingInput(parts), { key, dsaEncoding: "ieee-p1363" })
  return { ...parts, signature: base64url(signature) }
}

/** Authenticates a payload with a shared key: HS256, RFC 7518 section 3.2. */
export function macJws(
  key: Secret,
  header: { readonly kid: string; readonly url: string },
  payload: object,
): FlattenedJws {
  const parts = encode({ alg: "HS256", ...header }, payload)
  const mac = createHmac("sha256", key.reveal()).update(signingInput(parts)).digest("base64url")
  return { ...parts, signature: mac }
}

function encode(header: object, payload: object | ""): Omit<FlattenedJws, "signature"> {
  return {
    protected: base64url(JSON.stringify(header)),
    payload: payload === "" ? "" : base64url(JSON.stringify(payload)),
  }
}

/** RFC 7515 section 5.1, step 5. */
function signingInput(parts: Omit<FlattenedJws, "signature">): Buffer {
  return Buffer.from(`${parts.protected}.${parts.payload}`, "ascii")
}
