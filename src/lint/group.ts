import { isServersOwn } from "../assess/certificateNames.js"
import type { Certificate } from "../x509/certificate.js"
import { sha256 } from "../x509/fingerprint.js"
import type { Contents, PlacedKey } from "./contents.js"

/** What belongs together by where it lies: the inputs of one folder, or those named on the command line. */
export class Group {
  /** CA certificates by fingerprint. */
  readonly authorities = new Map<string, Certificate>()
  /** Where each public key of a certificate or request was seen, by SHA-256. */
  readonly #partners = new Map<string, Set<string>>()
  readonly keys: { readonly placed: PlacedKey; readonly input: string }[] = []
  /** Inputs with a certificate that is no CA's and, unless they hold its chain or need none, whom those name as issuer. */
  readonly #leaves = new Map<string, string | undefined>()

  /** Remembers what other inputs of the group need to know of these contents. */
  take(input: string, { certificates, requests, keys }: Contents, served: boolean): void {
    const isAlone = !served && certificates.length === 1
    for (const [index, { certificate }] of certificates.entries()) {
      this.#addPartner(certificate.publicKey.der, input)
      if (isAuthority(certificate)) this.authorities.set(certificate.fingerprint, certificate)
      // What a server sends first is its own, whatever it says to be; a leaf that signed itself is a whole chain.
      if (isLeaf(certificate) || (served && index === 0))
        this.#leaves.set(input, isAlone && !certificate.isSelfIssued ? certificate.issuer.key : undefined)
    }
    for (const { request } of requests) this.#addPartner(request.publicKey.der, input)
    for (const placed of keys) this.keys.push({ placed, input })
  }

  /**
   * Inputs to be looked at again for the chains of their leaves, now that all CAs are known: of an issuer that is not
   * there, nothing can be said.
   *
   * @param roots those that the user named
   */
  withChains(roots: readonly Certificate[]): ReadonlySet<string> {
    const names = new Set([...this.authorities.values(), ...roots].map(({ subject }) => subject.key))
    return new Set(
      [...this.#leaves].flatMap(([input, issuer]) =>
        issuer === undefined || names.has(issuer) ? [input] : [],
      ),
    )
  }
  /** The SHA-256 of every public key of a certificate or request. */
  get partnerKeys(): ReadonlySet<string> {
    return new Set(this.#partners.keys())
  }
  /** Certificates and requests in files that are called like the given one: `mail.crt` beside `mail.key`. */
  namesakesOf(input: string): readonly { readonly place: string; readonly fingerprint: string }[] {
    return [...this.#partners].flatMap(([fingerprint, places]) =>
      [...places]
        .filter((place) => place !== input && stemOf(place) === stemOf(input))
        .map((place) => ({ place, fingerprint })),
    )
  }
  /** The inputs that have the public key. */
  partnersOf(fingerprint: string): readonly string[] {
    return [...(this.#partners.get(fingerprint) ?? [])]
  }

  #addPartner(spki: Uint8Array, input: string): void {
    const fingerprint = sha256(spki)
    const places = this.#partners.get(fingerprint)
    if (places === undefined) this.#partners.set(fingerprint, new Set([input]))
    else places.add(input)
  }
}

/** Whether it is judged as a server's: no CA's, or one that a server made for itself. */
export function isLeaf(certificate: Certificate): boolean {
  return !isAuthority(certificate) || isServersOwn(certificate)
}

/** By basicConstraints, however badly the rest is written. */
export function isAuthority(certificate: Certificate): boolean {
  return certificate.extensions.inspect("basicConstraints")?.value?.ca === true
}

/** The name without its last ending, so that a key finds its certificate. */
function stemOf(place: string): string {
  return place.replace(/\.[^./\\]*$/, "")
}
