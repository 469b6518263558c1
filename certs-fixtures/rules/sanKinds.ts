import { der, derOid } from "../../src/x509/derWrite.js"
import { directory, dns, email, extension, uri } from "../extensionDer.js"
import { leaf, type Pair, type Pairs, university } from "./build.js"
import { empty, retagged, utf8 } from "./parts.js"

/** A kind of name beside a DNS name. */
function beside(name: Uint8Array): Pair {
  return {
    good: leaf(),
    bad: leaf({ put: [extension.subjectAltName([dns("mail.example.edu"), name])] }),
  }
}
const principalName = derOid("1.3.6.1.4.1.311.20.2.3")

/** What subjectAltName of a server may not hold. */
export const sanKindsPairs: Pairs = {
  "san-directory-name": beside(directory(university)),
  "san-edi-party-name": beside(der(0xa5, der(0xa1, utf8("Example University")))),
  "san-mail-address": beside(email("postmaster@example.edu")),
  "san-other-name": beside(der(0xa0, principalName, der(0xa0, utf8("user@example.edu")))),
  "san-registered-id": beside(retagged(0x88, derOid("1.2.3"))),
  "san-uri": beside(uri("https://service.example.edu/")),
  // An ORAddress without attributes.
  "san-x400-address": beside(der(0xa3, empty)),
}
