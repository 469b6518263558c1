import { derOctets } from "../../src/x509/derWrite.js"
import { leaf, type Pairs } from "./build.js"
import { bytes, raw, scts } from "./parts.js"

const logged = new Date("2026-04-01T01:00:00Z")
const long = { from: "2026-04-01", days: 199 }

export const transparencyPairs: Pairs = {
  // Three SCTs, two of them by one log.
  "sct-count-too-low": {
    good: leaf({ ...long, put: [scts(3, logged)] }),
    bad: leaf({ ...long, put: [scts(3, logged, 2)] }),
  },
  "sct-list-empty": { good: leaf(), bad: leaf({ put: [raw("sctList", derOctets(bytes(0, 0)))] }) },
}
