import type { Certificate } from "../../x509/certificate.js"

/** The certificates of one file or connection, in the order in which they came. */
export interface ChainView {
  readonly certificates: readonly Certificate[]
  /** Roots that may complete it; by default those of the trust store. */
  readonly roots: readonly Certificate[]
}
