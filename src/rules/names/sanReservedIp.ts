import { ipText } from "../../x509/generalName.js"
import { reservedFor } from "../../x509/reservedIp.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const sanReservedIp = requestRule({
  code: "san-reserved-ip",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  citation: "BR 4.2.2",
  inForce: { from: "2012-07-01" },
  message: "subjectAltName holds reserved or private addresses: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No iPAddress of a public certificate lies in a block that IANA reserves.",
    why: "Nobody owns such an address; a certificate for it would be good in everybody's network.",
    bad: "subjectAltName = IP:192.168.1.10",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) =>
    found(
      view.san.flatMap((name) =>
        name.kind === "ip" && reservedFor(name.octets) !== undefined ? [ipText(name.octets)] : [],
      ),
    ),
})
