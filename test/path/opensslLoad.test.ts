import { expect } from "vitest"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { der, derOid, derSequence, derSet } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { ca, type EdgeSpec, host, leaf } from "./graph.js"
import { type AskedChain, compareWithOpenssl } from "./judgedByOpenssl.js"

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"))
const nameOf = (value: Uint8Array): Uint8Array =>
  derSequence(
    derSet(derSequence(derOid("2.5.4.3"), value)),
    derSet(derSequence(derOid("2.5.4.10"), hex("0c0161"))),
  )

/** Contents that fit some types and not others. */
const contents = {
  nothing: "",
  zeros: "00000000",
  letters: "61626364",
  "a letter": "0c0161",
  "many bits": "0961",
}
const shapes = { "": 0x00, "constructed ": 0x20, "of a context ": 0x80 }

/** A certificate for each universal tag, primitive, constructed and of another class. */
const values: readonly (readonly [string, Uint8Array])[] = Object.entries(shapes).flatMap(([shape, bits]) =>
  Array.from({ length: 30 }, (_, index) => index + 1).flatMap((tag) =>
    Object.entries(contents).map(
      ([what, content]) => [`${shape}tag ${tag} of ${what}`, der(bits | tag, hex(content))] as const,
    ),
  ),
)

function made(name: string, make: () => Omit<AskedChain, "name">): readonly AskedChain[] {
  try {
    return [{ name, ...make() }]
  } catch {
    // Nobody reads it: there is no certificate to judge.
    return []
  }
}

const root = ca("root>root")
const inExtension = (oid: string, name: (bad: Uint8Array) => Uint8Array, bad: Uint8Array): EdgeSpec => ({
  extensions: [
    { oid, value: name(bad) },
    ...(oid === extensionOids.subjectAltName ? [] : [extension.subjectAltName([dns(host)])]),
  ],
})
const places: Readonly<Record<string, (bad: Uint8Array) => EdgeSpec>> = {
  "an alternative name": (bad) =>
    inExtension(extensionOids.subjectAltName, (name) => derSequence(dns(host), der(0xa4, name)), bad),
  "an issuer's issuer": (bad) =>
    inExtension(
      extensionOids.authorityKeyIdentifier,
      (name) => derSequence(der(0xa1, der(0xa4, name)), der(0x82, hex("12345678"))),
      bad,
    ),
  "a list's issuer": (bad) =>
    inExtension(
      extensionOids.crlDistributionPoints,
      (name) => derSequence(derSequence(der(0xa2, der(0xa4, name)))),
      bad,
    ),
  "a list's name": (bad) =>
    inExtension(
      extensionOids.crlDistributionPoints,
      (name) => derSequence(derSequence(der(0xa0, der(0xa0, der(0xa4, name))))),
      bad,
    ),
  "a list's name below its issuer": () =>
    inExtension(
      extensionOids.crlDistributionPoints,
      (bad) => derSequence(derSequence(der(0xa0, der(0xa1, derSequence(derOid("2.5.4.3"), bad))))),
      hex("1a0161"),
    ),
}

const chains: readonly AskedChain[] = [
  ...values.flatMap(([name, value]) => [
    ...made(`leaf: ${name}`, () => ({
      leaf: leaf("root>leaf", { subject: nameOf(value) }),
      above: [root],
    })),
  ]),
  ...values
    .filter(([name]) => name.endsWith("letters"))
    .flatMap(([name, value]) => [
      ...made(`sub: ${name}`, () => ({
        leaf: leaf("sub>leaf", { issuer: nameOf(value) }),
        above: [ca("root>sub", { subject: nameOf(value) }), root],
      })),
      ...Object.entries(places).flatMap(([place, spec]) =>
        made(`${place}: ${name}`, () => ({ leaf: leaf("root>leaf", spec(nameOf(value))), above: [root] })),
      ),
      ...made(`a subtree: ${name}`, () => {
        const subtree = der(0xa4, nameOf(value))
        const above = [ca("root>root", { extensions: [extension.nameConstraints([], [subtree])] })]
        return { leaf: leaf("root>leaf"), above }
      }),
    ]),
]

const isConstructed = (name: string): boolean => name.includes("constructed")

compareWithOpenssl({
  about: "types of values in names",
  chains: () => chains,
  meets: (answers) => {
    expect(answers.filter((one) => one === "OK").length).toBeGreaterThan(50)
    expect(answers.filter((one) => one === "unable to load certificate").length).toBeGreaterThan(200)
  },
  beyond: {
    what: "constructed strings alone, which DER does not have (X.690 section 10.2)",
    has: isConstructed,
  },
  isOpen: ({ name }) => isConstructed(name),
})
