import { der, derSequence } from "../../src/x509/derWrite.js"
import { directory, extension } from "../extensionDer.js"
import { intermediate, leaf, type Pairs, rootName } from "./build.js"
import { bytes, octets, raw } from "./parts.js"

const keyId = der(0x80, octets("key identifier", 20))
const issuerAndSerial = [der(0xa1, directory(rootName)), der(0x82, bytes(0x12, 0x34))]
const subjectKeyIdentifier = extension.subjectKeyIdentifier(octets("key identifier", 20))

const authorityKeyIdentifier = (...fields: readonly Uint8Array[]) =>
  leaf({ put: [raw("authorityKeyIdentifier", derSequence(...fields))] })

export const identifiersPairs: Pairs = {
  "authority-key-identifier-both-forms": {
    good: leaf(),
    bad: authorityKeyIdentifier(keyId, ...issuerAndSerial),
  },
  "authority-key-identifier-critical": { good: leaf(), bad: leaf({ flip: ["authorityKeyIdentifier"] }) },
  "authority-key-identifier-missing": { good: leaf(), bad: leaf({ drop: ["authorityKeyIdentifier"] }) },
  "authority-key-identifier-without-key": {
    good: leaf(),
    bad: authorityKeyIdentifier(...issuerAndSerial),
  },
  "ca-without-subject-key-identifier": {
    good: intermediate(),
    bad: intermediate({ drop: ["subjectKeyIdentifier"] }),
  },
  "subject-key-identifier-critical": {
    good: intermediate(),
    bad: intermediate({ flip: ["subjectKeyIdentifier"] }),
  },
  "subject-key-identifier-missing": {
    good: leaf({ from: "2021-06-01" }),
    bad: leaf({ from: "2021-06-01", drop: ["subjectKeyIdentifier"] }),
  },
  "subject-key-identifier-not-recommended": { good: leaf(), bad: leaf({ put: [subjectKeyIdentifier] }) },
}
