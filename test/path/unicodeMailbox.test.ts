import { expect } from "vitest"
import { dns, email, extension } from "../../certs-fixtures/extensionDer.js"
import { der, derOid, derText } from "../../src/x509/derWrite.js"
import { ca, host, leaf } from "./graph.js"
import { type AskedChain, compareWithOpenssl } from "./judgedByOpenssl.js"

const other = (value: Uint8Array, oid = "1.3.6.1.5.5.7.8.9"): Uint8Array =>
  der(0xa0, derOid(oid), der(0xa0, value))
const mailbox = (text: string): Uint8Array => other(derText(0x0c, text))

const names: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  [
    "u@example.edu",
    "ü@EXAMPLE.edu",
    "a@b@example.edu",
    "u@mail.example.edu",
    "u@example.org",
    "u@münchen.de",
    "u@MÜNCHEN.de",
    "u@mail.münchen.de",
    "u@xn--mnchen-3ya.de",
    "u@",
    "without",
  ].map((text) => [text, mailbox(text)]),
)
const furtherNames: Readonly<Record<string, Uint8Array>> = {
  ...names,
  "an IA5String": other(derText(0x16, "u@example.edu")),
  "octets that are no UTF-8": other(der(0x0c, Uint8Array.from([0xff, 0x40, 0x65]))),
  "another type": other(derText(0x0c, "u@example.edu"), "1.2.3.4"),
}
const bases: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(
    [
      "example.edu",
      "EXAMPLE.EDU",
      ".example.edu",
      "u@example.edu",
      "xn--mnchen-3ya.de",
      "xn--MNCHEN-3ya.de",
      "XN--mnchen-3ya.de",
      ".xn--mnchen-3ya.de",
      "xn--0.de",
      "",
    ].map((text) => [text, email(text)]),
  ),
  "its own type": mailbox("example.edu"),
  "another type": other(derText(0x0c, "u@example.edu"), "1.2.3.4"),
}

const chains: readonly AskedChain[] = Object.entries(bases).flatMap(([base, subtree]) =>
  ["permitted", "excluded"].flatMap((list) => {
    const constraints = list === "permitted" ? [[subtree], []] : [[], [subtree]]
    const [permitted = [], excluded = []] = constraints
    const root = ca("root>root", { extensions: [extension.nameConstraints(permitted, excluded)] })
    return Object.entries(furtherNames).map(([name, value]) => ({
      name: `${base} ${list}: ${name}`,
      leaf: leaf("root>leaf", { extensions: [extension.subjectAltName([dns(host), value])] }),
      above: [root],
    }))
  }),
)

/** Later releases see single mailboxes and what is below a domain. */
const differsByRelease = ({ name }: { readonly name: string }): boolean => /^(?:\.|u@)/.test(name)

compareWithOpenssl({
  about: "mail addresses beyond ASCII",
  chains: () => chains,
  meets: (answers) => expect(answers.filter((one) => one.startsWith("error")).length).toBeGreaterThan(100),
  beyond: {
    what: "what RFC 9598 excludes and subtrees that are of no use",
    has: (name) =>
      /^(?:its own type|another type|.*xn--mnchen-3ya\.de excluded|\.example\.edu excluded|u@)/i.test(name),
  },
  isOpen: differsByRelease,
})
