import { ipText } from "../../x509/generalName.js"
import { reservedFor } from "../../x509/reservedIp.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

/** The two subtrees that shut out every address. */
function isEverything(octets: Uint8Array): boolean {
  return octets.every((octet) => octet === 0)
}

export const nameConstraintReservedIp = certificateRule({
  code: "name-constraint-reserved-ip",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  citation: "BR 7.1.2.10.8",
  inForce: { from: "2015-11-01" },
  message: "a constraint on addresses permits reserved ones: {values}",
  at: "extensions.nameConstraints",
  documentation: {
    what: "No permitted subtree of addresses begins at a reserved address.",
    why: "The CA could sign for addresses that nobody owns.",
    bad: "permitted;IP:10.0.0.0/255.0.0.0",
    good: "permitted;IP:203.0.114.0/255.255.255.0",
  },
  check: (view) => {
    return found(
      (view.value("nameConstraints")?.permitted ?? []).flatMap(({ base }) => {
        if (base.kind !== "ip" || isEverything(base.octets)) return []
        const address = base.octets.subarray(0, base.octets.length / 2)
        return reservedFor(address) === undefined ? [] : [ipText(address)]
      }),
    )
  },
})
