import { certificateRule } from "../rule.js"
import { bitStringOctets } from "../support/der.js"
import { when } from "../support/facts.js"

export const keyUsageEncoding = certificateRule({
  code: "key-usage-encoding",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "X.690 section 11.2.2",
  message: "keyUsage is encoded with the wrong count of unused bits",
  at: "extensions.keyUsage",
  documentation: {
    what: "The bit string of keyUsage is one or two octets whose unused bits, at most seven, are zero and not set.",
    why: "Readers of DER refuse it or read other bits.",
    bad: "03 02 07 C0",
    good: "03 02 05 A0",
  },
  check: (view) => {
    const octets = bitStringOctets(view.bytes("keyUsage"))
    if (octets === undefined) return undefined
    const [unused = 0, ...bits] = octets
    return when(
      unused > 7 || bits.length > 2 || (bits.length > 0 && ((bits.at(-1) ?? 0) & ((1 << unused) - 1)) !== 0),
    )
  },
})
