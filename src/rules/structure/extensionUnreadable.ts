import type { ExtensionName } from "../../x509/oids.js"
import { extensionName, extensionOids } from "../../x509/oids.js"
import { requestRule } from "../rule.js"
import { isEmptySequence } from "../support/der.js"
import { found } from "../support/facts.js"

export const extensionUnreadable = requestRule({
  code: "extension-unreadable",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  citation: "RFC 5280 section 4.2",
  message: "extensions cannot be read: {values}",
  at: "extensions",
  documentation: {
    what: "Every extension that certfleet knows can be read.",
    why: "What cannot be read cannot be checked: other rules say nothing about it.",
    bad: "a subjectAltName that is cut off",
    good: "a subjectAltName that can be read",
  },
  check: (view) => {
    return found(
      view.extensions.list.flatMap(({ oid, value }) => {
        const name = extensionName(oid)
        if (!Object.hasOwn(extensionOids, name) || isEmptySequence(value)) return []
        const read = view.extensions.inspect(name as ExtensionName)
        return read === undefined || read.value !== undefined || read.strict.ok
          ? []
          : [read.strict.problem.message]
      }),
    )
  },
})
