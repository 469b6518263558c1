import { derSequence, derSet } from "../../src/x509/derWrite.js"
import { type NameInput, type NameSpec, nameDer, nameSpec } from "../certificateDer.js"
import { dns, email, extension } from "../extensionDer.js"
import {
  intermediate,
  leaf,
  type Pair,
  type Pairs,
  type Patch,
  type Recipe,
  selfSigned,
  university,
} from "./build.js"
import { extendedValidation, forClients } from "./kinds.js"
import { atMost } from "./limits.js"
import { empty, multipleValued } from "./parts.js"

/** A server certificate with the whole subject. */
function of(subject: string | NameInput, patch: Patch = {}): Recipe {
  return leaf({ ...patch, subject: typeof subject === "string" ? nameSpec(subject) : subject })
}
/** A server certificate with more attributes than the university has. */
function also(...more: NameSpec): Recipe {
  return of([...university, ...more])
}
/** An EV certificate, and one whose subject lacks something. */
function withoutEv(missing: string): Pair {
  const subject = extendedValidation.subject.filter(([type]) => type !== missing)
  return { good: leaf(extendedValidation), bad: leaf({ ...extendedValidation, subject }) }
}
/** An EV certificate with this value of the attribute, after all others where there was none. */
function evWith(type: string, value: string): Recipe {
  const tag = type === "jurisdictionCountryName" ? 0x13 : 0x0c
  const others = extendedValidation.subject.filter(([one]) => one !== type)
  return leaf({ ...extendedValidation, subject: [...others, [type, value, tag]] })
}
const clean = { good: leaf() }
const authority = { good: intermediate() }
const ca = (subject: string): Recipe => intermediate({ subject: nameSpec(subject) })
const in2021: Patch = { from: "2021-06-01" }

/** Mail addresses are for other certificates than those of servers. */
function withMail(address: string, ...listed: readonly string[]): Recipe {
  return leaf({
    subject: [...university, ["emailAddress", address, 0x16]],
    put: [...forClients, extension.subjectAltName([dns("mail.example.edu"), ...listed.map(email)])],
  })
}
const longAddress = (length: number): string =>
  `postmaster@${"a.".repeat(length)}`.slice(0, length - ".example.edu".length).replace(/\.$/, "a") +
  ".example.edu"

const withoutAttributes = Buffer.concat(university.map((one) => nameDer([one]).subarray(2)))

export const subjectPairs: Pairs = {
  "business-category-unknown": {
    good: leaf(extendedValidation),
    bad: evWith("businessCategory", "University"),
  },
  "ca-country-not-iso": { ...authority, bad: ca("C=UK, O=Example Trust, CN=Example TLS CA 1") },
  "ca-subject-empty": { ...authority, bad: intermediate({ from: "2010-01-01", subject: empty }) },
  "ca-with-organizational-unit": {
    ...authority,
    bad: ca("C=US, O=Example Trust, OU=Trust Services, CN=Example TLS CA 1"),
  },
  "ca-without-common-name": { ...authority, bad: ca("C=US, O=Example Trust") },
  "ca-without-country": { ...authority, bad: ca("O=Example Trust, CN=Example TLS CA 1") },
  "ca-without-organization": { ...authority, bad: ca("C=US, CN=Example TLS CA 1") },
  "country-not-iso": {
    ...clean,
    bad: of("C=UK, ST=Illinois, L=Springfield, O=Example University"),
  },
  "country-not-printable": {
    ...clean,
    bad: of(
      university.map(([type, value]) => [type, value]),
      in2021,
    ),
  },
  "ev-without-business-category": withoutEv("businessCategory"),
  "ev-without-country": withoutEv("C"),
  "ev-without-jurisdiction-country": withoutEv("jurisdictionCountryName"),
  "ev-without-organization": withoutEv("O"),
  "ev-without-serial-number": withoutEv("serialNumber"),
  "jurisdiction-country-not-iso": {
    good: leaf(extendedValidation),
    bad: evWith("jurisdictionCountryName", "UK"),
  },
  "jurisdiction-without-ev-policy": {
    good: leaf(extendedValidation),
    bad: leaf({ subject: extendedValidation.subject }),
  },
  "name-with-empty-component": { ...clean, bad: of(derSequence(withoutAttributes, derSet())) },
  "organization-identifier-malformed": {
    good: evWith("organizationIdentifier", "VATDE-123456789"),
    bad: evWith("organizationIdentifier", "DE123456789"),
  },
  "organizational-unit-prohibited": {
    ...clean,
    bad: also(["OU", "Computing Centre"]),
  },
  "place-with-odd-characters": {
    ...clean,
    bad: of("C=US, ST={state}, L=Springfield, O=Example University"),
  },
  "printable-string-alphabet": {
    good: of([...university.slice(0, 3), ["O", "Example (University)", 0x13]]),
    bad: of([...university.slice(0, 3), ["O", "Example R&D", 0x13]]),
  },
  "rdn-not-single": { ...clean, bad: of(multipleValued(university)) },
  "serial-attribute-not-printable": {
    good: of([...university, ["serialNumber", "1234", 0x13]], in2021),
    bad: of([...university, ["serialNumber", "1234"]], in2021),
  },
  "subject-attribute-encoding": {
    ...clean,
    bad: of([...university.slice(0, 3), ["O", "Example University", 0x14]]),
  },
  "subject-attribute-order": {
    ...clean,
    bad: of("O=Example University, C=US, ST=Illinois, L=Springfield"),
  },
  "subject-attribute-repeated": {
    good: of("C=US, ST=Illinois, street=Main Street 1, street=Building 2, O=Example University"),
    bad: also(["O", "Example Hospital"]),
  },
  "subject-control-characters": {
    ...clean,
    bad: of("C=US, ST=Illinois, L=Springfield, O=Example\u0007University"),
  },
  "subject-leading-blank": { ...clean, bad: of("C=US, ST=Illinois, L=Springfield, O= Example University") },
  "subject-mail-not-in-san": {
    good: withMail("postmaster@example.edu", "postmaster@example.edu"),
    bad: withMail("postmaster@example.edu"),
  },
  "subject-mail-too-long": atMost(255, (length) => withMail(longAddress(length), longAddress(length))),
  "subject-multiple-valued-rdn": { ...clean, bad: selfSigned({ subject: multipleValued(university) }) },
  "subject-placeholder-value": { ...clean, bad: of("C=US, ST=Illinois, L=-, O=Example University") },
  "subject-trailing-blank": { ...clean, bad: of("C=US, ST=Illinois, L=Springfield, O=Example University ") },
  "text-latin1-as-utf8": {
    good: of("C=DE, ST=Bayern, L=München, O=Example Universität"),
    bad: of("C=DE, ST=Bayern, L=München, O=Example UniversitÃ¤t"),
  },
}
