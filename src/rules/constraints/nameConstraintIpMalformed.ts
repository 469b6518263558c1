import { hex } from "../../x509/derValues.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

/** Octets of an address and its mask. */
const lengths: ReadonlySet<number> = new Set([8, 32])

export const nameConstraintIpMalformed = certificateRule({
  code: "name-constraint-ip-malformed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10, RFC 4632",
  inForce: { from: "2008-05-01" },
  message: "a constraint on addresses is no address with a mask of leading ones: {values}",
  at: "extensions.nameConstraints",
  documentation: {
    what: "A constraint on addresses is an address and a mask of the same length, whose ones all stand in front.",
    why: "Verifiers refuse the path, or take the mask bit by bit and permit other addresses than the CA meant.",
    bad: "permitted;IP:203.0.114.0/255.0.255.0",
    good: "permitted;IP:203.0.114.0/255.255.255.0",
  },
  check: (view) =>
    found(
      view.subtrees.flatMap(({ base }) =>
        base.kind === "ip" && !isNetwork(base.octets) ? [hex(base.octets)] : [],
      ),
    ),
})

function isNetwork(octets: Uint8Array): boolean {
  if (!lengths.has(octets.length)) return false
  const mask = octets.subarray(octets.length / 2)
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, "0")).join("")
  return /^1*0*$/.test(bits)
}
