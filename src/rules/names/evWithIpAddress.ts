import { ipText } from "../../x509/generalName.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const evWithIpAddress = certificateRule({
  code: "ev-with-ip-address",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines 9.8.1",
  message: "an EV certificate names an IP address: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A certificate with extended validation names host names only.",
    why: "Whose an address is cannot be verified in the way that extended validation asks for.",
    bad: "policy 2.23.140.1.1, IP:203.0.114.7",
    good: "policy 2.23.140.1.1, DNS:mail.example.edu",
  },
  check: (view) =>
    view.hasPolicy("ev")
      ? found(view.san.flatMap((name) => (name.kind === "ip" ? [ipText(name.octets)] : [])))
      : undefined,
})
