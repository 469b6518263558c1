/** Java key stores: JKS, and JCEKS as far as it is the same. Certificates lie open in them; keys have a cipher of their own. */
import { Malformed, type Problem, problem } from "./parsed.js"

export interface JavaKeyStore {
  /** Each as its own DER, in the order of the file. */
  readonly certificates: readonly Uint8Array[]
  /** Private keys in it, which were not read. */
  readonly keys: number
  /** What ended the reading early. */
  readonly problem?: Problem
}

const magic = { jks: 0xfeedfeed, jceks: 0xcececece } as const

export function looksLikeJks(bytes: Uint8Array): boolean {
  const head = bytes.length < 12 ? 0 : viewOf(bytes).getUint32(0)
  return head === magic.jks || head === magic.jceks
}

/** Reads the certificates. The digest at the end depends on the password, and is not looked at. */
export function readJks(bytes: Uint8Array): JavaKeyStore {
  const certificates: Uint8Array[] = []
  let keys = 0
  try {
    const input = new Input(bytes)
    input.skip(4)
    const version = input.number()
    if (version !== 1 && version !== 2)
      throw new Malformed(problem("version", `version ${version} is not known`))
    const count = input.number()
    for (let index = 0; index < count; index++) {
      const kind = input.number()
      // Alias and date.
      input.skip(input.short())
      input.skip(8)
      if (kind === 1) {
        keys += 1
        input.skip(input.number())
        const chain = input.number()
        for (let link = 0; link < chain; link++) certificates.push(input.certificate(version))
      } else if (kind === 2) certificates.push(input.certificate(version))
      // JCEKS keeps symmetric keys as Java objects, whose length nothing tells.
      else throw new Malformed(problem("structure", "it holds a secret key, and what follows was not read"))
    }
    return { certificates, keys }
  } catch (error) {
    if (error instanceof Malformed) return { certificates, keys, problem: error.problem }
    throw error
  }
}

/** Big-endian numbers, as Java writes them. */
class Input {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = viewOf(bytes)
  }

  number(): number {
    return this.#view.getUint32(this.#advance(4))
  }
  short(): number {
    return this.#view.getUint16(this.#advance(2))
  }
  skip(length: number): void {
    this.#advance(length)
  }
  certificate(version: number): Uint8Array {
    // Its type, which is X.509.
    if (version === 2) this.skip(this.short())
    const length = this.number()
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length)
  }

  #advance(length: number): number {
    const start = this.#at
    if (start + length > this.#bytes.length) throw new Malformed(problem("encoding", "it is cut off"))
    this.#at = start + length
    return start
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
