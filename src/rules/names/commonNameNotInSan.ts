import { generalNameText } from "../../x509/generalName.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const commonNameNotInSan = requestRule({
  code: "common-name-not-in-san",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  citation: "BR 7.1.4.3",
  inForce: { from: "2012-07-01", until: "2021-08-25" },
  message: "the common name is not among the names of subjectAltName: {values}",
  hint: "order the certificate with certfleet csr: the common name is always among its names",
  at: "subject",
  documentation: {
    what: "The common name, where there is one, is also in subjectAltName; case does not matter.",
    why: "Browsers ignore the common name: a user of that name would be warned.",
    bad: "CN=mail.example.edu, subjectAltName = DNS:www.example.edu",
    good: "CN=mail.example.edu, subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => {
    const names = new Set(
      view.san.map((name) =>
        generalNameText(name)
          .replace(/^(DNS|IP):/, "")
          .toLowerCase(),
      ),
    )
    return found(view.commonNames.filter((name) => name !== "" && !names.has(name.toLowerCase())))
  },
})
