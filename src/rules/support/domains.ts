import { isALabel } from "../../x509/idn.js"
import type { Domains } from "../context.js"
import { publicSuffix } from "./publicSuffix.js"

/** The public suffix list and IDNA2008, all at once; heavy. */
export const domains: Domains = { publicSuffix, isALabel }
