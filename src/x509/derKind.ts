/** What a DER structure is, by its outermost elements alone: the readers then say what is wrong with it. */
import { looksLikePkcs7 } from "./pkcs7.js"
import { looksLikePkcs12 } from "./pkcs12Head.js"

export type DerKind =
  | "certificate"
  | "request"
  | "revocation-list"
  | "ocsp-request"
  | "ocsp-response"
  | "pkcs7"
  | "pkcs12"
  | "private-key"
  | "public-key"

/** X.690 section 8.1: a SEQUENCE as long as it says; indefinite length, as some p7b have it, included. */
export function looksLikeDer(bytes: Uint8Array): boolean {
  const root = element(bytes, 0, bytes.length)
  return root?.tag === 0x30 && (root.end === bytes.length || bytes[1] === 0x80)
}

/** Undefined for what is none of them, or too damaged to tell. */
export function derKindOf(bytes: Uint8Array): DerKind | undefined {
  if (looksLikePkcs12(bytes)) return "pkcs12"
  if (looksLikePkcs7(bytes)) return "pkcs7"
  const root = element(bytes, 0, bytes.length)
  if (root?.tag !== 0x30) return undefined
  const [first, second] = children(bytes, root, 2)
  if (first === undefined) return undefined
  // RFC 6960 section 4.2.1: responseStatus.
  if (first.tag === 0x0a) return "ocsp-response"
  if (first.tag === 0x02) return isKeyVersion(bytes, first) ? "private-key" : undefined
  return first.tag === 0x30 ? signedKindOf(bytes, first, second?.tag) : undefined
}

/** Which of its forms a private key has, by what follows its version; undefined for what is none. */
export function privateKeyForm(bytes: Uint8Array): "pkcs8" | "pkcs1" | "sec1" | undefined {
  const root = element(bytes, 0, bytes.length)
  const [version, next] = root?.tag === 0x30 ? children(bytes, root, 2) : []
  if (version?.tag !== 0x02 || !isKeyVersion(bytes, version)) return undefined
  if (next?.tag === 0x30) return "pkcs8"
  if (next?.tag === 0x02) return "pkcs1"
  return next?.tag === 0x04 ? "sec1" : undefined
}

/** PKCS #8, PKCS #1 and SEC 1 begin with a version, which is 0 or 1; keys without secrets with a long number. */
function isKeyVersion(bytes: Uint8Array, { start, end }: Element): boolean {
  return end === start + 1 && (bytes[start] ?? 2) < 2
}

/** By the first elements of the signed part, or of the algorithm that a key begins with. */
function signedKindOf(bytes: Uint8Array, first: Element, next: number | undefined): DerKind | undefined {
  const [a, b, c, d] = children(bytes, first, 4)
  // SubjectPublicKeyInfo has a BIT STRING after its algorithm, EncryptedPrivateKeyInfo an OCTET STRING.
  if (a?.tag === 0x06) return next === 0x03 ? "public-key" : next === 0x04 ? "private-key" : undefined
  if (a?.tag === 0xa0) return "certificate"
  if (a?.tag === 0x30) return unnumberedKindOf(bytes, a, c)
  if (a?.tag !== 0x02 || b?.tag !== 0x30) return undefined
  // An algorithm begins with an OID, a name with a SET: RFC 2986 section 4.1 has the subject there.
  if (children(bytes, b, 1)[0]?.tag !== 0x06) return "request"
  return isTime(d) ? "revocation-list" : "certificate"
}

function isTime(one: Element | undefined): boolean {
  return one?.tag === 0x17 || one?.tag === 0x18
}

/** Without a version or number in front: a list of version 1, or what RFC 6960 section 4.1.1 asks a responder. */
function unnumberedKindOf(
  bytes: Uint8Array,
  first: Element,
  third: Element | undefined,
): DerKind | undefined {
  if (isTime(third)) return "revocation-list"
  return isListOfLists(bytes, first) ? "ocsp-request" : undefined
}

/** Requests begin with a CertID, that with an algorithm. */
function isListOfLists(bytes: Uint8Array, list: Element): boolean {
  const [request] = children(bytes, list, 1)
  const [id] = request?.tag === 0x30 ? children(bytes, request, 1) : []
  return id?.tag === 0x30
}

interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

function children(bytes: Uint8Array, { start, end }: Element, most: number): Element[] {
  const found: Element[] = []
  for (let at = start; at < end && found.length < most; ) {
    const one = element(bytes, at, end)
    if (one === undefined) break
    found.push(one)
    at = one.end
  }
  return found
}

function element(bytes: Uint8Array, at: number, limit: number): Element | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  const count = first < 0x80 ? 0 : first & 0x7f
  if (count > 4) return undefined
  const start = at + 2 + count
  let length = count === 0 ? first : 0
  for (const octet of bytes.subarray(at + 2, start)) length = length * 256 + octet
  // An indefinite length goes on to the end of what holds it.
  const end = first === 0x80 ? limit : start + length
  return end > limit || start > limit ? undefined : { tag, start, end }
}
