import { expect } from "vitest"
import { dns, extension } from "../../certs-fixtures/extensionDer.js"
import { der, derOid } from "../../src/x509/derWrite.js"
import { ca, host, leaf } from "./graph.js"
import { type AskedChain, compareWithOpenssl } from "./judgedByOpenssl.js"

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"))
const contents = ["", "00", "09", "80", "0001", "8001", "0700", "0c0161", "61626364", "2a8648"]
const classes = [0x00, 0x20, 0x80, 0xa0]

/** Each universal type and some of other classes, with contents that fit some of them. */
const values: readonly string[] = classes.flatMap((bits) =>
  Array.from({ length: 31 }, (_, tag) => tag).flatMap((tag) =>
    contents.map((content) => Buffer.from(der(bits | tag, hex(content))).toString("hex")),
  ),
)
const others = [...values.filter((_, index) => index % 3 !== 0), "", "05000500", "0c09"]
const parties = [
  "",
  "a1030c0161",
  "a0030c0161a1030c0161",
  "a0030c0161",
  "0c0161",
  "a1031a0161",
  "a1030c0161a200",
]

const above = [ca("root>root")]
const chainOf = (name: string, value: Uint8Array): AskedChain => ({
  name,
  leaf: leaf("root>leaf", { extensions: [extension.subjectAltName([dns(host), value])] }),
  above,
})
const chains: readonly AskedChain[] = [
  ...others.map((value) => chainOf(value, der(0xa0, derOid("1.2.3"), der(0xa0, hex(value))))),
  ...parties.map((value) => chainOf(`a party of ${value}`, der(0xa5, hex(value)))),
]

const isNoDer = (name: string): boolean => /^(?:[23]|00)/.test(name)

compareWithOpenssl({
  about: "names of rare forms",
  chains: () => chains,
  meets: (answers) => expect(answers.filter((one) => one !== "OK").length).toBeGreaterThan(50),
  beyond: { what: "what DER has no place for: constructed strings and ends of contents", has: isNoDer },
  isOpen: ({ name }) => isNoDer(name),
})
