import { faults } from "../../assess/faults.js"
import { isForServers, uncoveredCommonNames } from "../../assess/ownNames.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const commonNameNotCovered = requestRule({
  ...faults.commonNameNotCovered,
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  at: "subject",
  documentation: {
    what: "A common name that is a host name or an address is covered by subjectAltName, if only by a wildcard.",
    why: "Clients ignore the common name: whoever uses it is warned or refused.",
    bad: "CN=mail.example.edu, subjectAltName = DNS:www.example.edu",
    good: "CN=mail.example.edu, subjectAltName = DNS:*.example.edu",
  },
  check: (view) =>
    view.isServers && isForServers(view.extensions) && view.extensions.subjectAltName?.ok === true
      ? found(uncoveredCommonNames(view.subject, view.san))
      : undefined,
})
