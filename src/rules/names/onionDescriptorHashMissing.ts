import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { otherExtensions } from "../support/oids.js"
import { describedOnions, isOnion, onionDomain } from "../support/onions.js"

export const onionDescriptorHashMissing = certificateRule({
  code: "onion-descriptor-hash-missing",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines appendix F",
  inForce: { from: "2017-07-28", until: "2020-02-19" },
  message: "names an onion service without its TorServiceDescriptorHash: {values}",
  at: "extensions",
  documentation: {
    what: "A certificate with a version 2 onion name binds it to the service's key by the extension TorServiceDescriptorHash.",
    why: "The name is a hash of 80 bits only; the extension holds a whole one.",
    bad: "DNS:(16 characters).onion without 2.23.140.1.31",
    good: "DNS:(16 characters).onion with 2.23.140.1.31",
  },
  check: (view) => {
    const bound = new Set(
      describedOnions(view.extensions.get(otherExtensions.torServiceDescriptorHash)?.value),
    )
    return found(view.hostNames.filter((name) => isOnion(name) && !bound.has(onionDomain(name))))
  },
})
