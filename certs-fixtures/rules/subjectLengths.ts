import { type NameSpec, nameSpec } from "../certificateDer.js"
import { dns, extension } from "../extensionDer.js"
import { leaf, type Pairs, type Patch, type Recipe, university } from "./build.js"
import { individualValidated } from "./kinds.js"
import { atMost, type LimitPair } from "./limits.js"

const text = (length: number): string => "a".repeat(length)
const country = nameSpec("C=US")
const state = nameSpec("ST=Illinois")
const locality = nameSpec("L=Springfield")
const organization = nameSpec("O=Example University")
const place: NameSpec = [...country, ...state, ...locality]

/** The university with an attribute of so many characters in its place, and with one more. */
function upTo(length: number, make: (value: string) => NameSpec, patch: Patch = {}): LimitPair {
  return atMost(length, (count) => leaf({ ...patch, subject: make(text(count)) }))
}
/** A common name of so many characters, and the same as a DNS name. */
function commonName(length: number): Recipe {
  const name = `${text(length - ".b.example.edu".length)}.b.example.edu`
  return leaf({ subject: [...university, ["CN", name]], put: [extension.subjectAltName([dns(name)])] })
}
/** The name of a person in a certificate for persons. */
export function person(surname: string, givenName: string): Recipe {
  return leaf({ ...individualValidated, subject: [...place, ["SN", surname], ["GN", givenName]] })
}
const erika = person("Mustermann", "Erika")

export const subjectLengthsPairs: Pairs = {
  "common-name-too-long": atMost(64, commonName),
  "given-name-longer-than-advised": atMost(64, (length) => person("Mustermann", text(length))),
  "given-name-too-long": { good: erika, bad: person("Mustermann", text(32_769)) },
  "locality-too-long": upTo(128, (value) => [...country, ...state, ["L", value], ...organization]),
  "organization-too-long": upTo(64, (value) => [...place, ["O", value]]),
  "organizational-unit-too-long": upTo(64, (value) => [...university, ["OU", value]], {
    from: "2021-06-01",
  }),
  "postal-code-too-long": upTo(40, (value) => [...place, ["postalCode", value], ...organization]),
  "serial-attribute-too-long": upTo(64, (value) => [...university, ["serialNumber", value, 0x13]]),
  "state-too-long": upTo(128, (value) => [...country, ["ST", value], ...locality, ...organization]),
  "street-too-long": upTo(128, (value) => [...place, ["street", value], ...organization]),
  "surname-longer-than-advised": atMost(64, (length) => person(text(length), "Erika")),
  "surname-too-long": { good: erika, bad: person(text(32_769), "Erika") },
}
