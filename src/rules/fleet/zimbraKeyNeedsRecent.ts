import { ecdsaVersions } from "../../zimbra/version.js"
import { fleetRule } from "../rule.js"
import { when } from "../support/facts.js"

export const zimbraKeyNeedsRecent = fleetRule({
  code: "zimbra-key-needs-recent-version",
  severity: "notice",
  scopes: ["fleet"],
  source: "certfleet",
  citation: "zmcertmgr verifycrt",
  message: `Zimbra takes ECDSA keys only from ${ecdsaVersions} on`,
  hint: "ask each server: su - zimbra -c 'zmcontrol -v'; certfleet rollout runs verifycrt before it changes anything",
  at: "publicKey",
  documentation: {
    what: "Points out that the key of a certificate or request for a fleet is ECDSA.",
    why: "Older versions of zmcertmgr refuse it: expecting an rsa key.",
    bad: "ECDSA P-256 for a fleet with one server of 8.8.15.p40",
    good: "RSA 2048, or ECDSA where every server is recent",
  },
  check: ({ publicKey }) => when(publicKey.kind === "ec"),
})
