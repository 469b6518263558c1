import { ipText } from "../../x509/generalName.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const commonNameNotExactlyInSan = requestRule({
  code: "common-name-not-exactly-in-san",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.4.3",
  inForce: { from: "2021-08-25" },
  message: "the common name is not, character by character, among the names of subjectAltName: {values}",
  hint: "order the certificate with certfleet csr: the common name is always among its names",
  at: "subject",
  documentation: {
    what: "The common name, where there is one, is a byte for byte copy of a name in subjectAltName.",
    why: "Browsers ignore the common name: a user of that name would be warned.",
    bad: "CN=Mail.example.edu, subjectAltName = DNS:mail.example.edu",
    good: "CN=mail.example.edu, subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => {
    const names = new Set(
      view.san.map((name) =>
        name.kind === "dns" ? name.value : name.kind === "ip" ? ipText(name.octets) : "",
      ),
    )
    return found(view.commonNames.filter((name) => name === "" || !names.has(name)))
  },
})
