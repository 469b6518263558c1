import { describe, expect, it } from "vitest"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { derOid, derSequence } from "../../src/x509/derWrite.js"
import { at, ca, host, leaf } from "../path/graph.js"
import { keyPair, rsa } from "../x509/factory.js"
import { type Case, codesByDoor, doors, root } from "./doors.js"

const day = 86_400_000
const later = (days: number): Date => new Date(at.getTime() + days * day)
const unknownCritical = { oid: "1.3.6.1.4.1.99999.1", critical: true, value: Uint8Array.of(5, 0) }
const unreadableNames = { oid: "2.5.29.17", critical: false, value: Uint8Array.of(1, 2) }
const odd = { oid: "1.3.6.1.4.1.99999.2", critical: false, value: Uint8Array.of(5, 0) }
const sha1 = { algorithm: derSequence(derOid("1.2.840.10045.4.1")), hash: "sha1" } as const
const sub = ca("root>sub")
const good = leaf("sub>leaf", { keyLabel: "leaf" })

const withLeaf = (
  name: string,
  spec: Parameters<typeof leaf>[1],
  codes: readonly string[],
  edge = "sub>leaf",
): Case => ({
  ...{ name, codes, chain: [sub, root] },
  leaf: leaf(edge, { keyLabel: "leaf", ...spec }),
})
const withChain = (
  name: string,
  chain: readonly Certificate[],
  codes: readonly string[],
  noBundle?: true,
): Case => ({
  ...{ name, codes, chain, leaf: good },
  ...(noBundle === undefined ? {} : { noBundle }),
})
const withSub = (name: string, spec: Parameters<typeof ca>[1], codes: readonly string[]): Case =>
  withChain(name, [ca("root>sub", spec), root], codes)

const own = (name: string, spec: Parameters<typeof leaf>[1], codes: readonly string[]): Case => {
  const itself = leaf(`${host}>${host}`, { keyLabel: "leaf", signerLabel: "leaf", ...spec })
  return { ...{ name, codes }, leaf: itself, chain: [itself], trusted: itself }
}

const ofCa = [extension.basicConstraints(true), extension.keyUsage([0, 5])] as const
const named = (commonName: string, ...names: readonly string[]): Parameters<typeof leaf>[1] => ({
  ...{ subject: commonName, issuer: commonName },
  extensions: [...ofCa, extension.subjectAltName(names.map((name) => dns(name)))],
})

/** Each is judged at every door; the first word says whether clients take it. */
const cases: readonly Case[] = [
  withChain("good: leaf, intermediate, root", [sub, root], []),
  withChain("good: the root is not sent", [sub], [], true),
  {
    name: "good: two intermediates",
    leaf: leaf("low>leaf", { keyLabel: "leaf" }),
    chain: [ca("sub>low"), sub, root],
    codes: [],
  },
  {
    name: "good: right below the root",
    leaf: leaf("root>leaf", { keyLabel: "leaf" }),
    chain: [root],
    codes: [],
  },
  withLeaf("good: a wildcard", { extensions: [extension.subjectAltName([dns("*.example.edu")])] }, []),
  withLeaf(
    "good: serverAuth and clientAuth",
    { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"])] },
    [],
  ),
  withLeaf("good: no extended key usage", { without: ["2.5.29.37"] }, []),
  withLeaf("good: no key usage", { without: ["2.5.29.15"] }, []),
  withLeaf("good: no basicConstraints", { without: ["2.5.29.19"] }, []),
  withLeaf("good: no key identifiers", { without: ["2.5.29.14", "2.5.29.35"] }, []),
  withSub("good: path length 0", { extensions: [extension.basicConstraints(true, 0)] }, []),
  withSub("good: RSA 2048 intermediate", { key: keyPair("sub"), keyLabel: "sub" }, []),
  withLeaf("bad: expired", { notBefore: later(-90), notAfter: later(-1) }, ["expired"]),
  withLeaf("bad: not yet valid", { notBefore: later(2), notAfter: later(90) }, ["not-yet-valid"]),
  withLeaf("soon: ten days left", { notBefore: later(-90), notAfter: later(10) }, ["expires-soon"]),
  withLeaf(
    "bad: for another host",
    { subject: "www.example.edu", extensions: [extension.subjectAltName([dns("www.example.edu")])] },
    ["host-name-mismatch"],
  ),
  withLeaf("bad: no alternative names", { without: ["2.5.29.17"] }, ["host-name-mismatch", "san-missing"]),
  withLeaf("bad: its common name is not among its names", { subject: "imap.example.edu" }, [
    "common-name-not-covered",
  ]),
  withLeaf("bad: its common name is the domain above", { subject: "example.edu" }, [
    "common-name-not-covered",
  ]),
  ...["mail\u0007.example.edu", "mail\0.example.org", "mail..example.edu", "192.0.2.1"].map((name) =>
    withLeaf(
      `odd: ${JSON.stringify(name)} among its names`,
      { extensions: [extension.subjectAltName([dns(host), dns(name)])] },
      ["dns-name-malformed"],
    ),
  ),
  withLeaf(
    "good: control characters in its subject",
    {
      subject: [
        ["CN", host],
        ["O", "Example\u0007"],
      ],
    },
    [],
  ),
  withLeaf(
    "good: its common name is covered by a wildcard",
    { subject: "imap.example.edu", extensions: [extension.subjectAltName([dns("*.example.edu")])] },
    [],
  ),
  withLeaf("good: its common name is in other letters", { subject: "MAIL.example.edu" }, []),
  withLeaf("good: its common name is no host", { subject: "Mail of the university" }, []),
  withLeaf("bad: for clients", { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] }, [
    "not-for-servers",
  ]),
  withLeaf("bad: unknown critical extension", { extensions: [unknownCritical] }, ["chain-invalid"]),
  {
    ...withLeaf("bad: signed by another key", { signerLabel: "stranger" }, ["chain-wrong-signature"]),
    noBundle: true,
  },
  {
    name: "bad: signed by itself",
    leaf: leaf(`${host}>${host}`, { keyLabel: "leaf", signerLabel: "leaf" }),
    chain: [],
    codes: ["self-signed"],
    noBundle: true,
  },
  own("good: signed by itself, and trusted", {}, []),
  own("good: signed by itself as a CA, and trusted", { extensions: ofCa }, []),
  own(
    "bad: signed by itself as a CA, trusted and for clients",
    { extensions: [...ofCa, extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] },
    ["not-for-servers"],
  ),
  own(
    "bad: signed by itself as a CA, whose common name is not among its names",
    named("imap.example.edu", host),
    ["common-name-not-covered"],
  ),
  own("odd: signed by itself as a CA, with a name that is none", named(host, host, "mail..example.edu"), [
    "dns-name-malformed",
  ]),
  withLeaf("good: a CA that names hosts and issued nothing", { extensions: ofCa }, []),
  {
    ...own("bad: signed by itself as a CA, and not trusted", { extensions: ofCa }, ["self-signed"]),
    ...{ chain: [], trusted: root, noBundle: true },
  },
  { ...own("good: trusted without a chain file", {}, []), chain: [], noBundle: true },
  own("bad: signed by itself, trusted and expired", { notBefore: later(-90), notAfter: later(-1) }, [
    "expired",
  ]),
  own(
    "bad: signed by itself, trusted and for clients",
    { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] },
    ["not-for-servers"],
  ),
  own("bad: signed by itself, trusted, of unknown critical extensions", { extensions: [unknownCritical] }, [
    "chain-invalid",
  ]),
  {
    ...own("bad: signed by itself, and another of its name is trusted", {}, ["self-signed"]),
    trusted: leaf(`${host}>${host}`, { keyLabel: "stranger", signerLabel: "stranger" }),
    noBundle: true,
  },
  withLeaf("bad: its names cannot be read", { extensions: [unreadableNames] }, ["names-unreadable"]),
  {
    ...withSub(
      "bad: leaf and intermediate at odds with the calendar",
      { notBefore: later(-900), notAfter: later(-1) },
      ["expired", "not-yet-valid"],
    ),
    leaf: leaf("sub>leaf", { keyLabel: "leaf", notBefore: later(2), notAfter: later(90) }),
  },
  withChain(
    "good: an expired certificate of the intermediate's key lies beside",
    [sub, ca("older>sub", { notBefore: later(-900), notAfter: later(-1) }), root],
    [],
    true,
  ),
  withSub(
    "bad: intermediate is no CA, and names no host",
    { extensions: [extension.basicConstraints(false)] },
    ["chain-invalid"],
  ),
  withSub(
    "bad: intermediate for clients only, signed with SHA-1",
    { ...sha1, extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] },
    ["chain-invalid", "sha1-signature"],
  ),
  withChain("good: a root of last year signed with SHA-1", [sub, ca("root>root", sha1)], []),
  withSub("bad: expired intermediate", { notBefore: later(-900), notAfter: later(-1) }, ["expired"]),
  withSub("bad: intermediate is not valid yet", { notBefore: later(1), notAfter: later(900) }, [
    "not-yet-valid",
  ]),
  withSub("soon: the intermediate ends in nineteen days", { notBefore: later(-900), notAfter: later(19) }, [
    "chain-ends-before-leaf",
  ]),
  withSub("soon: the intermediate ends in nine days", { notBefore: later(-900), notAfter: later(9) }, [
    "chain-ends-before-leaf",
    "expires-soon",
  ]),
  withSub(
    "bad: intermediate is no CA",
    { extensions: [extension.basicConstraints(false), extension.subjectAltName([dns("sub.example.edu")])] },
    ["chain-invalid"],
  ),
  withLeaf("bad: an extension is there twice", { extensions: [odd, odd] }, ["chain-invalid"]),
  withSub("bad: an extension of the intermediate is there twice", { extensions: [odd, odd] }, [
    "chain-invalid",
  ]),
  withLeaf("bad: extensions in a certificate of version 2", { version: 2 }, ["chain-invalid"]),
  withLeaf("bad: it names two signature algorithms", { innerAlgorithm: sha1.algorithm }, ["chain-invalid"]),
  withSub("bad: the intermediate's names cannot be read", { extensions: [unreadableNames] }, [
    "chain-invalid",
  ]),
  withSub("bad: intermediate may not sign", { extensions: [extension.keyUsage([0])] }, ["chain-invalid"]),
  withSub("bad: unknown critical extension in the intermediate", { extensions: [unknownCritical] }, [
    "chain-invalid",
  ]),
  withSub(
    "bad: intermediate for clients only",
    { extensions: [extension.extKeyUsage(["1.3.6.1.5.5.7.3.2"])] },
    ["chain-invalid"],
  ),
  {
    name: "bad: path length exceeded",
    leaf: leaf("low>leaf", { keyLabel: "leaf" }),
    chain: [ca("sub>low"), ca("root>sub", { extensions: [extension.basicConstraints(true, 0)] }), root],
    codes: ["chain-invalid"],
  },
  withChain(
    "bad: intermediate of another CA of that name",
    [ca("root>sub", { keyLabel: "namesake" }), root],
    ["chain-wrong-signature"],
    true,
  ),
  withChain("bad: the intermediate is missing", [root], ["chain-incomplete"], true),
  {
    name: "bad: the root is missing, and the intermediate's expired certificate lies beside",
    leaf: leaf("osub>leaf", { keyLabel: "leaf" }),
    chain: [ca("other>osub"), ca("other>osub", { notBefore: later(-900), notAfter: later(-1) })],
    codes: ["chain-incomplete"],
    noBundle: true,
  },
  withChain("bad: alone with another intermediate", [ca("root>other"), root], ["chain-incomplete"], true),
  {
    name: "bad: the root is not trusted",
    leaf: leaf("osub>leaf", { keyLabel: "leaf" }),
    chain: [ca("other>osub"), ca("other>other")],
    codes: ["chain-root-not-trusted"],
    noBundle: true,
  },
  withChain("order: root before the intermediate", [root, sub], ["chain-disordered"], true),
  withChain("order: the intermediate twice", [sub, sub, root], ["chain-duplicate-certificate"], true),
  withChain(
    "order: a stranger beside",
    [sub, root, ca("other>other")],
    ["chain-unrelated-certificate"],
    true,
  ),
  withLeaf("bad: key usage for certificates only", { extensions: [extension.keyUsage([5])] }, [
    "chain-invalid",
  ]),
  withLeaf("bad: key usage for documents only", { extensions: [extension.keyUsage([1])] }, ["chain-invalid"]),
  withLeaf("bad: signed with SHA-1", sha1, ["sha1-signature"]),
  withLeaf("bad: signed with SHA-1 before 2016", { ...sha1, notBefore: new Date("2015-01-01") }, [
    "sha1-signature",
  ]),
  withSub("bad: intermediate signed with SHA-1", sha1, ["sha1-signature"]),
  withChain(
    "good: an old root signed with SHA-1",
    [sub, ca("root>root", { ...sha1, notBefore: new Date("2012-01-01") })],
    [],
  ),
  withLeaf("good: RSA 2048", { key: keyPair("rsa", rsa(2048)), keyLabel: "rsa" }, []),
  withLeaf(
    "good: names with capitals",
    { extensions: [extension.subjectAltName([dns("MAIL.example.edu")])] },
    [],
  ),
]

describe("the same certificate", () => {
  it("comes in by many doors, in many states", () => expect(cases.length).toBeGreaterThanOrEqual(40))

  it.each(cases)("$name: the same codes at every door that can know them", async (one) => {
    const wanted = doors
      .filter(({ skips }) => skips?.(one) !== true)
      .map(({ name, blindTo }) => [name, one.codes.filter((code) => !blindTo.has(code)).sort()])
    expect(await codesByDoor(one)).toEqual(Object.fromEntries(wanted))
  })
})
