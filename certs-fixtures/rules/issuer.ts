import { derSequence } from "../../src/x509/derWrite.js"
import { nameDer, nameSpec } from "../certificateDer.js"
import { dns, email, uri } from "../extensionDer.js"
import { issuingName, leaf, type Pairs, type Recipe } from "./build.js"
import { empty, multipleValued, raw } from "./parts.js"

/** A leaf whose issuer has other names, too. */
function alternative(...names: readonly Uint8Array[]): Recipe {
  return leaf({ put: [raw("issuerAltName", derSequence(...names))] })
}
function issuedBy(issuer: string): Recipe {
  return leaf({ issuer: nameSpec(issuer) })
}

const host = alternative(dns("ca.example.edu"))
const page = alternative(uri("https://ca.example.edu/"))

export const issuerPairs: Pairs = {
  "issuer-alt-name-critical": {
    good: page,
    bad: leaf({ put: [raw("issuerAltName", derSequence(uri("https://ca.example.edu/")), true)] }),
  },
  "issuer-alt-name-empty-name": { good: host, bad: alternative(dns("")) },
  "issuer-alt-name-leading-dot": { good: host, bad: alternative(dns(".example.edu")) },
  "issuer-alt-name-mail-invalid": {
    good: alternative(email("ca@example.edu")),
    bad: alternative(email("CA <ca@example.edu>")),
  },
  "issuer-alt-name-not-ascii": {
    good: alternative(dns("xn--mnchen-3ya.example.edu")),
    bad: alternative(dns("münchen.example.edu")),
  },
  "issuer-alt-name-null-character": { good: host, bad: alternative(dns("ca.example.edu\0")) },
  "issuer-alt-name-public-suffix": { good: host, bad: alternative(dns("*.co.uk")) },
  "issuer-alt-name-space": { good: host, bad: alternative(dns(" ")) },
  "issuer-alt-name-uri-host-unqualified": { good: page, bad: alternative(uri("https://ca/")) },
  "issuer-alt-name-uri-malformed": { good: page, bad: alternative(uri("https:")) },
  "issuer-alt-name-uri-not-ascii": {
    good: alternative(uri("https://xn--mnchen-3ya.example.edu/")),
    bad: alternative(uri("https://ca.example.edu/münchen")),
  },
  "issuer-alt-name-uri-relative": { good: page, bad: alternative(uri("/ca")) },
  "issuer-alt-name-wildcard-bare": { good: host, bad: alternative(dns("*")) },
  "issuer-alt-name-wildcard-not-first": { good: host, bad: alternative(dns("ca.*.example.edu")) },
  "issuer-alt-name-without-entries": { good: page, bad: alternative() },
  "issuer-country-not-printable": {
    good: leaf(),
    bad: leaf({ issuer: issuingName.map(([type, value]) => [type, value]) }),
  },
  "issuer-empty": { good: leaf(), bad: leaf({ issuer: empty }) },
  "issuer-leading-blank": {
    good: leaf(),
    bad: issuedBy("C=US, O= Example Trust, CN=Example TLS CA 1"),
  },
  "issuer-multiple-valued-rdn": {
    good: leaf(),
    bad: leaf({ issuer: multipleValued(issuingName) }),
  },
  "issuer-trailing-blank": {
    good: leaf(),
    bad: leaf({ issuer: nameDer([...issuingName, ["OU", "Trust "]]) }),
  },
}
