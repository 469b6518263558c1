/** What is mutated: the same bytes in every run, with every structure that the readers know. */

import { createHash, sign } from "node:crypto"
import {
  certificateDer,
  type ExtensionSpec,
  extensionsDer,
  nameDer,
  spkiOf,
} from "../../certs-fixtures/certificateDer.js"
import { directory, dns, email, extension, ip, uri } from "../../certs-fixtures/extensionDer.js"
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derText,
} from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { crlDer, ed25519 } from "../x509/factory.js"

const root = ed25519("fuzz root")
const sub = ed25519("fuzz sub")
const end = ed25519("fuzz leaf")
const raw = (oid: string, value: Uint8Array, critical = false): ExtensionSpec => ({ oid, value, critical })
const id = (octet: number): Uint8Array => new Uint8Array(20).fill(octet)
const point = (url: string): Uint8Array => der(0xa0, der(0xa0, uri(url)))
const network = ip(192, 0, 2, 0, 255, 255, 255, 0)

export const rootDer = certificateDer({
  issuer: "fuzz root",
  subject: "fuzz root",
  key: root,
  signer: root,
  extensions: [
    extension.basicConstraints(true),
    extension.keyUsage([5, 6]),
    extension.subjectKeyIdentifier(id(1)),
  ],
})

export const subDer = certificateDer({
  issuer: "fuzz root",
  subject: [
    ["C", "DE"],
    ["O", "Example University", 0x13],
    ["CN", "fuzz sub"],
  ],
  key: sub,
  signer: root,
  extensions: [
    extension.basicConstraints(true, 3),
    extension.keyUsage([5, 6]),
    extension.subjectKeyIdentifier(id(2)),
    extension.authorityKeyIdentifier(id(1)),
    extension.nameConstraints(
      [dns("example.edu"), network, email("example.edu"), directory([["C", "DE"]])],
      [dns("x.example.edu"), uri(".test")],
    ),
    extension.certificatePolicies(["2.5.29.32.0", "1.2.3.4"]),
    raw(extensionOids.policyMappings, derSequence(derSequence(derOid("1.2.3.4"), derOid("1.2.3.5"))), true),
    raw(
      extensionOids.policyConstraints,
      derSequence(der(0x80, Uint8Array.of(4)), der(0x81, Uint8Array.of(5))),
      true,
    ),
    raw(extensionOids.inhibitAnyPolicy, derInteger(3), true),
  ],
})

export const leafDer = certificateDer({
  issuer: [
    ["C", "DE"],
    ["O", "Example University", 0x13],
    ["CN", "fuzz sub"],
  ],
  subject: [
    ["C", "DE"],
    ["O", "Universit\u00e4t"],
    ["CN", "mail.example.edu"],
  ],
  serial: Uint8Array.of(0x42),
  key: end,
  signer: sub,
  middle: [der(0x81, Uint8Array.of(0, 1))],
  extensions: [
    extension.subjectAltName([
      dns("mail.example.edu"),
      dns("*.example.edu"),
      ip(192, 0, 2, 7),
      email("a@example.edu"),
      uri("https://www.example.edu/"),
      directory([["C", "DE"]]),
      der(0xa0, derOid("1.2.3"), der(0xa0, derInteger(1))),
    ]),
    extension.keyUsage([0, 2]),
    extension.extKeyUsage(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
    extension.basicConstraints(false),
    extension.subjectKeyIdentifier(id(3)),
    raw(
      extensionOids.authorityKeyIdentifier,
      derSequence(der(0x80, id(2)), der(0xa1, directory("fuzz root")), der(0x82, Uint8Array.of(1))),
    ),
    extension.certificatePolicies(["1.2.3.5"]),
    raw(
      extensionOids.crlDistributionPoints,
      derSequence(
        derSequence(
          point("http://a.test/1.crl"),
          der(0x81, Uint8Array.of(1, 0x60)),
          der(0xa2, directory("fuzz sub")),
        ),
      ),
    ),
    raw(
      extensionOids.authorityInfoAccess,
      derSequence(derSequence(derOid("1.3.6.1.5.5.7.48.1"), uri("http://ocsp.example.edu"))),
    ),
    raw(extensionOids.sctList, derOctets(Buffer.concat([Buffer.of(0, 49, 0, 47), Buffer.alloc(47)]))),
    raw(extensionOids.tlsFeature, derSequence(derInteger(5))),
  ],
})

export const crlSeeds: readonly Uint8Array[] = [
  crlDer({
    issuer: [
      ["C", "DE"],
      ["O", "Example University", 0x13],
      ["CN", "fuzz sub"],
    ],
    signer: sub,
    entries: [
      {
        serial: Uint8Array.of(1),
        extensions: [
          raw(extensionOids.reasonCode, der(0x0a, Uint8Array.of(1))),
          raw(extensionOids.invalidityDate, derText(0x18, "20260101000000Z")),
        ],
      },
      {
        serial: Uint8Array.of(0x42),
        extensions: [raw(extensionOids.certificateIssuer, derSequence(directory("fuzz root")), true)],
      },
    ],
    extensions: [
      raw(extensionOids.crlNumber, derInteger(7)),
      raw(
        extensionOids.issuingDistributionPoint,
        derSequence(
          point("http://a.test/1.crl"),
          der(0x81, derBoolean(true).subarray(2)),
          der(0x83, derBits(Uint8Array.of(0x60), 5).subarray(2)),
          der(0x84, Uint8Array.of(0xff)),
        ),
        true,
      ),
    ],
  }),
  crlDer({
    issuer: "fuzz root",
    signer: root,
    extensions: [
      raw(extensionOids.crlNumber, derInteger(1)),
      raw(extensionOids.deltaCrlIndicator, derInteger(1), true),
    ],
  }),
]

export const csrDer = ((): Uint8Array => {
  const request = derSequence(
    derOid("1.2.840.113549.1.9.14"),
    derSet(extensionsDer([extension.subjectAltName([dns("mail.example.edu")])])),
  )
  const info = derSequence(
    der(0x02, Uint8Array.of(0)),
    nameDer("mail.example.edu"),
    spkiOf(end.publicKey),
    der(0xa0, request),
  )
  return derSequence(info, derSequence(derOid("1.3.101.112")), derBits(sign(null, info, end.privateKey)))
})()

export const ocspDer = ((): Uint8Array => {
  const id = derSequence(
    derSequence(derOid("1.3.14.3.2.26"), derNull),
    derOctets(
      createHash("sha1")
        .update(
          nameDer([
            ["C", "DE"],
            ["O", "Example University", 0x13],
            ["CN", "fuzz sub"],
          ]),
        )
        .digest(),
    ),
    derOctets(createHash("sha1").update(spkiOf(sub.publicKey).subarray(-32)).digest()),
    der(0x02, Uint8Array.of(0x42)),
  )
  const time = (text: string): Uint8Array => derText(0x18, text)
  const single = derSequence(
    id,
    der(0xa1, time("20260301000000Z"), der(0xa0, der(0x0a, Uint8Array.of(1)))),
    time("20260530000000Z"),
    der(0xa0, time("20260608000000Z")),
  )
  const tbs = derSequence(
    der(
      0xa1,
      nameDer([
        ["C", "DE"],
        ["O", "Example University", 0x13],
        ["CN", "fuzz sub"],
      ]),
    ),
    time("20260530000000Z"),
    derSequence(single),
  )
  const basic = derSequence(
    tbs,
    derSequence(derOid("1.3.101.112")),
    derBits(sign(null, tbs, sub.privateKey)),
    der(0xa0, derSequence(leafDer)),
  )
  return derSequence(
    der(0x0a, Uint8Array.of(0)),
    der(0xa0, derSequence(derOid("1.3.6.1.5.5.7.48.1.1"), derOctets(basic))),
  )
})()
