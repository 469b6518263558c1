import { der, derOid, derSequence } from "../../src/x509/derWrite.js"
import { dns, extension, ip, uri } from "../extensionDer.js"
import { intermediate, leaf, type Pairs, type Recipe } from "./build.js"
import { bytes, empty, raw, retagged, utf8 } from "./parts.js"

/** An intermediate that may sign for these names only. */
function permitting(...names: readonly Uint8Array[]): Recipe {
  return intermediate({ put: [extension.nameConstraints(names, [])] })
}

/** The one permitted subtree, with more than a base. */
function subtree(...fields: readonly Uint8Array[]): Recipe {
  const permitted = der(0xa0, derSequence(dns("example.edu"), ...fields))
  return intermediate({ put: [raw("nameConstraints", derSequence(permitted), true)] })
}

const right = permitting(dns("example.edu"))
const notCritical = intermediate({ put: [extension.nameConstraints([dns("example.edu")], [], false)] })

export const constraintsPairs: Pairs = {
  "ca-name-constraints-not-critical": { good: right, bad: notCritical },
  "name-constraint-dns-leading-dot": { good: right, bad: permitting(dns(".example.edu")) },
  "name-constraint-dns-malformed": {
    good: right,
    bad: permitting(dns("*.example.edu")),
  },
  "name-constraint-edi-party": {
    good: right,
    bad: permitting(der(0xa5, der(0xa1, utf8("Example University")))),
  },
  "name-constraint-ip-malformed": {
    good: permitting(ip(203, 0, 114, 0, 255, 255, 255, 0)),
    bad: permitting(ip(203, 0, 114, 0, 255, 0, 255, 0)),
  },
  "name-constraint-registered-id": { good: right, bad: permitting(retagged(0x88, derOid("1.2.3"))) },
  "name-constraint-reserved-ip": {
    good: permitting(ip(203, 0, 114, 0, 255, 255, 255, 0)),
    bad: permitting(ip(203, 0, 113, 0, 255, 255, 255, 0)),
  },
  "name-constraint-uri-not-host": { good: permitting(uri(".example.edu")), bad: permitting(uri("service")) },
  // An ORAddress without attributes.
  "name-constraint-x400": { good: right, bad: permitting(der(0xa3, empty)) },
  "name-constraints-empty": {
    good: right,
    bad: intermediate({ put: [raw("nameConstraints", empty, true)] }),
  },
  "name-constraints-maximum": { good: right, bad: subtree(der(0x81, bytes(5))) },
  "name-constraints-minimum": { good: right, bad: subtree(der(0x80, bytes(1))) },
  "name-constraints-not-critical": { good: right, bad: notCritical },
  "name-constraints-not-in-ca": {
    good: leaf(),
    bad: leaf({ put: [extension.nameConstraints([dns("example.edu")], [])] }),
  },
}
