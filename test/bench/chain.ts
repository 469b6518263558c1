import { certificateDer, type ExtensionSpec, type NameSpec } from "../../certs-fixtures/certificateDer.js"
import { dns, extension, uri } from "../../certs-fixtures/extensionDer.js"
import { der, derOctets, derOid, derSequence } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { keyPair, rsa } from "../x509/factory.js"

const id = (octet: number): Uint8Array => new Uint8Array(20).fill(octet)
const access = (method: string, url: string): Uint8Array => derSequence(derOid(method), uri(url))
const root: NameSpec = [
  ["C", "US"],
  ["O", "Example Trust, Inc."],
  ["OU", "www.ca.example.edu"],
  ["CN", "Example Global Root G2"],
]
const issuing: NameSpec = [
  ["C", "US"],
  ["O", "Example Trust, Inc."],
  ["CN", "Example TLS RSA SHA256 2020 CA1"],
]
const scts = ((): Uint8Array => {
  const one = Buffer.concat([Buffer.of(0, 119), Buffer.alloc(119, 1)])
  return derOctets(Buffer.concat([Buffer.of(0, 242), one, one]))
})()

const everyCertificate = (own: number, issuer: number): readonly ExtensionSpec[] => [
  extension.subjectKeyIdentifier(id(own)),
  extension.authorityKeyIdentifier(id(issuer)),
  {
    oid: extensionOids.crlDistributionPoints,
    value: derSequence(
      derSequence(der(0xa0, der(0xa0, uri("http://crl3.ca.example.edu/ExampleTLSRSASHA2562020CA1-1.crl")))),
    ),
  },
  extension.certificatePolicies(["2.23.140.1.2.2"]),
  {
    oid: extensionOids.authorityInfoAccess,
    value: derSequence(
      access("1.3.6.1.5.5.7.48.1", "http://ocsp.ca.example.edu"),
      access("1.3.6.1.5.5.7.48.2", "http://cacerts.ca.example.edu/ExampleTLSRSASHA2562020CA1-1.crt"),
    ),
  },
]

/** What a public CA delivers for the example fleet: leaf with 16 names, intermediate, root, all RSA 2048. */
export function deliveredChain(): readonly [leaf: Uint8Array, intermediate: Uint8Array, root: Uint8Array] {
  const keys = {
    root: keyPair("bench root", rsa(2048)),
    issuing: keyPair("bench ca", rsa(2048)),
    leaf: keyPair("bench leaf", rsa(2048)),
  }
  const hosts = [
    "mail",
    "imap",
    "pop",
    "smtp",
    "mx1",
    "mx2",
    ...Array.from({ length: 10 }, (_, index) => `mbox${index}`),
  ]
  const ca = [extension.basicConstraints(true), extension.keyUsage([0, 5, 6])]
  return [
    certificateDer({
      issuer: issuing,
      subject: [
        ["C", "DE"],
        ["ST", "Example State"],
        ["L", "Example City"],
        ["O", "Example University"],
        ["CN", "mail.example.edu"],
      ],
      key: keys.leaf,
      signer: keys.issuing,
      extensions: [
        ...everyCertificate(1, 2),
        extension.subjectAltName(hosts.map((name) => dns(`${name}.example.edu`))),
        extension.keyUsage([0, 2]),
        extension.extKeyUsage(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
        extension.basicConstraints(false),
        { oid: extensionOids.sctList, value: scts },
      ],
    }),
    certificateDer({
      issuer: root,
      subject: issuing,
      key: keys.issuing,
      signer: keys.root,
      extensions: [...ca, ...everyCertificate(2, 3)],
    }),
    certificateDer({
      issuer: root,
      subject: root,
      key: keys.root,
      signer: keys.root,
      extensions: [...ca, extension.subjectKeyIdentifier(id(3))],
    }),
  ]
}

/** Kept so that nothing measured can be thought away: never empty, printed nowhere. */
export const used: unknown[] = []

/** Microseconds a call takes, for both, measured in turn: the lowest of the rounds of each. */
export function paired(
  rounds: number,
  calls: number,
  ours: () => unknown,
  theirs: () => unknown,
): readonly [number, number] {
  const best: [number, number] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++)
    for (const [side, call] of [ours, theirs].entries()) {
      const from = performance.now()
      for (let index = 0; index < calls; index++) used[0] = call()
      best[side] = Math.min(best[side] as number, ((performance.now() - from) * 1000) / calls)
    }
  return best
}
