import type { Finding, Place, Subject } from "../finding.js"
import type { ProfileName } from "../path/profile.js"
import type { Rejection } from "../path/rejection.js"
import type { RetiredRoot } from "../path/retiredRoots.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import type { OcspResponse } from "../x509/ocsp.js"
import type { SanEntry } from "../x509/sanEntry.js"

/** How certificates may be judged: as browsers do, as OpenSSL does for one's own CA, by every duty. */
export const profileNames: readonly ProfileName[] = ["public", "private", "strict"]

/** How findings name a certificate. */
export type SubjectOf = (certificate: Certificate) => Subject

/** A name that the certificate must be valid for, and where that follows from. */
export interface RequiredName {
  readonly entry: SanEntry
  readonly reason: string
  /** Where it is asked for, for a finding of its own; names without are told together, of the certificate. */
  readonly subject?: Subject
  readonly at?: Place
}

/** What a certificate is judged by. */
export interface Question {
  readonly at: Date
  readonly profile: ProfileName
  /** The roots that clients know. */
  readonly store: TrustStore
  /** One's own CA, known by what it delivered: a root that came along counts as known. */
  readonly ownRoot: boolean
  readonly crls?: readonly Crl[]
  readonly ocsp?: readonly OcspResponse[]
  /** Names that the fleet asks for. */
  readonly names?: readonly RequiredName[]
  /** Names by which clients reach the server; each must be in the certificate. */
  readonly hosts?: readonly string[]
  /** With less left than this it expires soon, milliseconds; nothing does unless given. */
  readonly soonMs?: number
}

/** What a certificate came with. */
export interface Material {
  readonly leaf: Certificate
  /** The certificates of its file or handshake in their order, the leaf among them or not. */
  readonly sent: readonly Certificate[]
  /** CA certificates at hand elsewhere. */
  readonly pool?: readonly Certificate[]
  /** What a port said beside its certificates: then what it did not send is missing for clients. */
  readonly answer?: PortAnswer
  /** True for files in any order, of which the right ones are taken: their order is no fault. */
  readonly pile?: boolean
  /** Something that came along could not be read, and may be what is missing: that is said already. */
  readonly damaged?: boolean
}

/** What a port said during the handshake in which it sent its certificates. */
export interface PortAnswer {
  /** e.g. `TLSv1.3`. */
  readonly version: string
  /** The OCSP response that it stapled (RFC 6066 section 8), DER. */
  readonly stapled?: Uint8Array
}

/** How the root at the end of the path stands with clients. */
export type Standing = "trusted" | "retired" | "unknown" | "none"

/** The way from a leaf to a root, as far as there is one. */
export interface Route {
  /** Issuer of the leaf first, root last; the leaf itself where it is its own root; empty where there is no way. */
  readonly chain: readonly Certificate[]
  readonly standing: Standing
  readonly retired?: RetiredRoot
  /** Where there is no way: everything that stood in it, the most telling first. */
  readonly rejections: readonly Rejection[]
  /** Where there is none: whether the leaf itself is one of the roots that count as known. */
  readonly leafIsRoot?: boolean
  /** What others than those who decide would refuse on it: Java, where OpenSSL decides. */
  readonly warnings: readonly Rejection[]
}

/** How the certificates of a file or handshake hang together. */
export interface SentChain {
  readonly ordered: boolean
  /** The same certificate again. */
  readonly repeated: readonly Certificate[]
  /** On no way to the root. */
  readonly unrelated: readonly Certificate[]
  /** Of the way to the root, without the root: not among what was sent. */
  readonly missing: readonly Certificate[]
}

/** Everything that is known of one certificate; plain facts and what is wrong. */
export interface Assessment {
  readonly leaf: Certificate
  readonly route: Route
  readonly sent: SentChain
  /** The leaf and its chain; without one, all that names lead to. */
  readonly way: readonly Certificate[]
  /** The first of leaf and chain to expire. */
  readonly endsFirst: Certificate
  readonly findings: readonly Finding[]
}
