import { ipText } from "../../x509/generalName.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const sanBadIpLength = requestRule({
  code: "san-bad-ip-length",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "an iPAddress of subjectAltName has neither 4 nor 16 octets: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "An iPAddress entry holds the 4 octets of an IPv4 address or the 16 of an IPv6 address.",
    why: "No client can compare an address of another length; usually the text of the address was put there.",
    bad: 'iPAddress = the 12 octets of the text "198.18.100.1"',
    good: "iPAddress = four octets",
  },
  check: (view) =>
    found(
      view.san.flatMap((name) =>
        name.kind === "ip" && name.octets.length !== 4 && name.octets.length !== 16
          ? [ipText(name.octets)]
          : [],
      ),
    ),
})
