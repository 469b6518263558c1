import type { Contents } from "../lint/contents.js"
import type { Domains } from "../rules/context.js"
import { publicSuffix } from "../rules/support/publicSuffix.js"

/** Knowledge about domain names that brings the tables of internationalised names along only for who has such names. */
export class LazyDomains implements Domains {
  readonly publicSuffix = publicSuffix
  #isALabel: Domains["isALabel"] | undefined

  /** To be called with everything that rules will see. */
  async prepareFor({ certificates, requests }: Contents): Promise<void> {
    if (this.#isALabel !== undefined) return
    const all = [
      ...certificates.map(({ certificate }) => certificate.der),
      ...requests.map(({ request }) => request.der),
    ]
    if (all.some(hasALabel)) this.#isALabel = (await import("../x509/idn.js")).isALabel
  }

  isALabel(label: string): boolean {
    if (this.#isALabel === undefined) throw new Error("the tables of internationalised names are not loaded")
    return this.#isALabel(label)
  }
}

function hasALabel(der: Uint8Array): boolean {
  return /xn--/i.test(Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString("latin1"))
}
