import { basename, dirname, join } from "node:path"
import { isAuthority } from "../assess/servers.js"
import { bundleFiles } from "../bundle/bundleFiles.js"
import type { Namesake } from "../rules/view/keyView.js"
import type { Certificate } from "../x509/certificate.js"
import { sha256 } from "../x509/fingerprint.js"
import type { PlacedKey } from "./contents.js"
import { isChainFile, type LintInput } from "./lintInput.js"

/** What belongs together by where it lies: the inputs of one folder, or those named on the command line. */
export class Group {
  /** CA certificates by fingerprint. */
  readonly authorities = new Map<string, Certificate>()
  /** Where each public key of a certificate or request was seen, by SHA-256. */
  readonly #partners = new Map<string, Set<string>>()
  /** Inputs with requests. */
  readonly #requesting = new Set<string>()
  /** By names without their last ending; made when the first key asks, as most groups have none. */
  #namesakes: ReadonlyMap<string, readonly Namesake[]> | undefined
  readonly keys: { readonly placed: PlacedKey; readonly input: string }[] = []
  /** Inputs with a server's certificate and, unless they hold its chain or need none, whom those name as issuer. */
  readonly #leaves = new Map<string, string | undefined>()
  /** The chain files of bundles, by name. */
  readonly #chainFiles = new Map<string, LintInput>()

  /** Remembers what other inputs of the group need to know of these contents. */
  take(input: LintInput, servers: ReadonlySet<Certificate>): void {
    const { name, answer, contents } = input
    const { certificates, requests, keys } = contents
    if (isChainFile(input)) this.#chainFiles.set(name, input)
    const isAlone = answer === undefined && certificates.length === 1
    for (const { certificate } of certificates) {
      const isServers = servers.has(certificate)
      this.#addPartner(certificate.publicKey.der, name)
      if (isAuthority(certificate)) this.authorities.set(certificate.fingerprint, certificate)
      // A leaf that signed itself is a whole chain.
      if (isServers)
        this.#leaves.set(name, isAlone && !certificate.isSelfIssued ? certificate.issuer.key : undefined)
    }
    for (const { request } of requests) {
      this.#addPartner(request.publicKey.der, name)
      this.#requesting.add(name)
    }
    for (const placed of keys) this.keys.push({ placed, input: name })
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
        issuer === undefined || names.has(issuer) || this.chainFileOf(input) !== undefined ? [input] : [],
      ),
    )
  }
  /** What lies beside the certificate of a bundle as its chain. */
  chainFileOf(input: string): LintInput | undefined {
    const isBundles = basename(input) === bundleFiles.crt
    return isBundles ? this.#chainFiles.get(join(dirname(input), bundleFiles.ca)) : undefined
  }
  /** The SHA-256 of every public key of a certificate or request. */
  get partnerKeys(): ReadonlySet<string> {
    return new Set(this.#partners.keys())
  }
  /** What lies in files that are called like the given one: `mail.crt` beside `mail.key`. */
  namesakesOf(input: string): readonly Namesake[] {
    this.#namesakes ??= this.#allNamesakes()
    const all = (this.#namesakes.get(stemOf(input)) ?? []).filter(({ place }) => place !== input)
    // Keys belong to servers' certificates and requests; a file of CAs beside those is their chain.
    const own = all.filter(({ place }) => this.#leaves.has(place) || this.#requesting.has(place))
    return own.length > 0 ? own : all
  }
  /** The inputs that have the public key. */
  partnersOf(fingerprint: string): readonly string[] {
    return [...(this.#partners.get(fingerprint) ?? [])]
  }

  #allNamesakes(): ReadonlyMap<string, readonly Namesake[]> {
    const keys = new Map<string, Set<string>>()
    for (const [key, places] of this.#partners)
      for (const place of places) entryOf(keys, place, () => new Set<string>()).add(key)
    const named = new Map<string, Namesake[]>()
    for (const [place, own] of keys) entryOf(named, stemOf(place), () => []).push({ place, keys: own })
    return named
  }

  #addPartner(spki: Uint8Array, input: string): void {
    entryOf(this.#partners, sha256(spki), () => new Set()).add(input)
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** The name without its last ending, so that a key finds its certificate. */
function stemOf(place: string): string {
  return place.replace(/\.[^./\\]*$/, "")
}
