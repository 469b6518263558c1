import { expect } from "vitest"
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { extension } from "../../certs-fixtures/extensionDer.js"
import { der, derOid, derSequence, derSet } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { random } from "../fuzz/mutate.js"
import { ca, leaf } from "./graph.js"
import { type AskedChain, compareWithOpenssl } from "./judgedByOpenssl.js"

type Chance = (sides: number) => number

const texts = [
  "Good CA",
  "Universität München",
  "Straße",
  "ΣΑΣ",
  "ﬁ",
  "e\u0301cole",
  "12 34",
  "İ",
  "",
] as const
/** Other spellings: the same name for OpenSSL, for RFC 5280 section 7.1 alone, and for neither. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  (text) => text.normalize("NFD"),
  (text) => text.normalize("NFKC"),
  (text) => `  ${text} `,
  (text) => text.replace(" ", " \t\r\n\v\f "),
  (text) => text.replace(" ", "\u00a0"),
  (text) => `${text}\u00ad`,
  (text) => `\u0000${text}`,
  (text) => `${text}x`,
]

const wide = (text: string, width: 2 | 4): Uint8Array =>
  Uint8Array.from(
    [...text].flatMap((one) => {
      const code = one.codePointAt(0) ?? 0
      return width === 2 ? [code >> 8, code & 0xff] : [0, code >> 16, (code >> 8) & 0xff, code & 0xff]
    }),
  )
const narrow = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"))
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)
/** String types by tag: whether they have all of a text, and how they write it. */
const types: readonly (readonly [number, (text: string) => boolean, (text: string) => Uint8Array])[] = [
  [0x0c, () => true, (text) => Uint8Array.from(Buffer.from(text))],
  [0x1e, () => true, (text) => wide(text, 2)],
  [0x1c, () => true, (text) => wide(text, 4)],
  [0x14, (text) => /^[\0-\xff]*$/.test(text), narrow],
  [0x13, isAscii, narrow],
  [0x16, isAscii, narrow],
  [0x12, isAscii, narrow],
  [0x07, isAscii, narrow],
  [0x30, isAscii, narrow],
]

/** A name as somebody spells it: two components, the second of two attributes in either order. */
function spelt(chance: Chance, [one, other, third]: readonly string[], rarity: number): Uint8Array {
  const attribute = (oid: string, text = ""): Uint8Array => {
    const spell = chance(rarity) === 0 ? spellings[chance(spellings.length)] : undefined
    const written = spell?.(text) ?? text
    const able = types.filter(([, has]) => has(written))
    const [tag, , write] = (chance(rarity) === 0 ? able[chance(able.length)] : undefined) ?? types[0] ?? []
    return derSequence(derOid(oid), der(tag ?? 0, write?.(written) ?? new Uint8Array()))
  }
  const pair = [attribute("2.5.4.10", other), attribute("2.5.4.11", third)]
  return derSequence(derSet(attribute("2.5.4.3", one)), derSet(...(chance(2) === 0 ? pair : pair.reverse())))
}

/** That the issuer of the issuer has this name, and the issuer this serial number. */
const authority = (chance: Chance, names: readonly string[], serial: number): ExtensionSpec => ({
  oid: extensionOids.authorityKeyIdentifier,
  value: derSequence(der(0xa1, der(0xa4, spelt(chance, names, 4))), der(0x82, Uint8Array.of(serial))),
})

/** root > sub > leaf, with issuers spelt as it comes; at times with constraints, a length and names in identifiers. */
function chainOf(chance: Chance, name: string): AskedChain {
  const text = (): string => texts[chance(texts.length)] ?? ""
  const [ofRoot, ofOther] = [
    [text(), text(), text()],
    [text(), text(), text()],
  ]
  // One in four is called as its issuer is, if not for OpenSSL.
  const ofSub = chance(4) === 0 ? ofRoot : ofOther
  const subtree = der(0xa4, spelt(chance, ofOther, 4))
  const constraints = [
    extension.nameConstraints([subtree], []),
    extension.nameConstraints([], [subtree]),
    extension.basicConstraints(true, 0),
  ].slice(...([[0, 1], [1, 2], [2, 3], [3], [3]][chance(5)] ?? []))
  const subject = spelt(chance, ofRoot, 99)
  const issuer = chance(4) === 0 ? spelt(chance, ofRoot, 2) : subject
  const root = ca("root>root", { subject, issuer, serial: Uint8Array.of(1), extensions: constraints })
  const subName = spelt(chance, ofSub, 6)
  const sub = ca("root>sub", {
    ...{ subject: subName, issuer: spelt(chance, ofRoot, 6), serial: Uint8Array.of(2) },
    extensions: chance(5) === 0 ? [authority(chance, ofRoot, 1)] : [],
  })
  const end = leaf("sub>leaf", {
    ...(chance(3) === 0 ? { subject: spelt(chance, ofOther, 6) } : {}),
    issuer: chance(3) === 0 ? spelt(chance, ofSub, 3) : subName,
    extensions: chance(5) === 0 ? [authority(chance, ofRoot, 2)] : [],
  })
  return { name, leaf: end, above: [sub, root] }
}

compareWithOpenssl({
  about: "spellings of names",
  chains: () =>
    Array.from({ length: 600 }, (_, index) => {
      const next = random(7_000_003 + index)
      return chainOf((sides) => Math.floor(next() * sides), String(index))
    }),
  meets: (answers) => {
    expect(answers.filter((one) => one === "OK").length).toBeGreaterThan(100)
    for (const error of ["error 2 ", "error 20 ", "error 25 ", "error 47 ", "error 48 "])
      expect(answers.some((one) => one.startsWith(error))).toBe(true)
  },
})
