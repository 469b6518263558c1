import type { Certificate } from "../x509/certificate.js"

/**
 * Certificates from which no way leads on, whatever lies before them: among CAs that signed each other the ways are
 * without number, and one look at each is enough.
 *
 * A CA that was passed over because it is on the path already (a loop) spoils nothing as long as only links count: what
 * leads on from it is looked for where it stands. Once a whole path was refused (its constraints, its length), another
 * way to the same certificate might be good, and the search goes again without trust in such ends.
 */
export class DeadEnds {
  readonly #certain = new Set<Certificate>()
  readonly #besideLoops = new Set<Certificate>()
  #trustsLoops = true
  #skipped = false
  #paths = 0
  #loops = 0

  /** A failure that another way to the same certificate might not meet. */
  pathFailed(): void {
    this.#paths += 1
  }

  passedLoop(): void {
    this.#loops += 1
  }

  skips(certificate: Certificate): boolean {
    if (this.#certain.has(certificate)) return true
    if (!this.#trustsLoops || !this.#besideLoops.has(certificate)) return false
    this.#skipped = true
    // What it skipped in turn counts for whoever skips it.
    this.#loops += 1
    return true
  }

  /** Runs what looks for a way on from a certificate, and learns from its failure. */
  watch<T>(certificate: Certificate, look: () => T | undefined): T | undefined {
    const [paths, loops] = [this.#paths, this.#loops]
    const found = look()
    if (found !== undefined || this.#paths !== paths) return found
    const ends = this.#loops === loops ? this.#certain : this.#besideLoops
    ends.add(certificate)
    return undefined
  }

  /** Whether a way may have been passed over. */
  get mayHideOne(): boolean {
    return this.#trustsLoops && this.#skipped && this.#paths > 0
  }

  forgetLoops(): void {
    this.#trustsLoops = false
  }
}
