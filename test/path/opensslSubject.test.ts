import { expect } from "vitest"
import type { NameSpec } from "../../certs-fixtures/certificateDer.js"
import { dns, email, extension } from "../../certs-fixtures/extensionDer.js"
import { extensionOids } from "../../src/x509/oids.js"
import { ca, type EdgeSpec, host, leaf } from "./graph.js"
import { type AskedChain, compareWithOpenssl } from "./judgedByOpenssl.js"

const subjects: Readonly<Record<string, NameSpec>> = {
  "a host": [["CN", "mail.example.edu"]],
  "another host": [["CN", "mail.example.org"]],
  "another host, with NULs behind": [["CN", "mail.example.org\0\0"]],
  "a host with a NUL inside": [["CN", "mail\0.example.edu"]],
  "a host that is no text": [["CN", "1.2", 0x12]],
  "two hosts": [
    ["CN", "mail.example.edu"],
    ["CN", "mail.example.org"],
  ],
  "no host": [["CN", "mail"]],
  "an address": [["emailAddress", "a@example.edu", 0x16]],
  "an address of another type": [["emailAddress", "a@example.edu", 0x0c]],
  "an address that is no text": [["emailAddress", "a@example.edu", 0x12]],
  "an address without a host": [["emailAddress", "a@", 0x16]],
}
const alternatives: Readonly<Record<string, EdgeSpec>> = {
  "with hosts": {},
  "with an address alone": { extensions: [extension.subjectAltName([email("a@example.edu")])] },
  "with an address without a host": { extensions: [extension.subjectAltName([dns(host), email("a@")])] },
  "without more": { without: [extensionOids.subjectAltName] },
}
const subtrees: Readonly<Record<string, Uint8Array>> = {
  "a domain": dns("example.edu"),
  "everybody's domain": dns(""),
  mailboxes: email("example.edu"),
  "mailboxes of no host": email(""),
}

const chains: readonly AskedChain[] = Object.entries(subtrees).flatMap(([base, subtree]) =>
  ["permits", "excludes"].flatMap((does) => {
    const [permitted, excluded] = does === "permits" ? [[subtree], []] : [[], [subtree]]
    const above = [ca("root>root", { extensions: [extension.nameConstraints(permitted, excluded)] })]
    return Object.entries(subjects).flatMap(([who, subject]) =>
      Object.entries(alternatives).map(([beside, spec]) => ({
        name: `${does} ${base}: ${who} ${beside}`,
        leaf: leaf("root>leaf", { ...spec, subject }),
        above,
      })),
    )
  }),
)

compareWithOpenssl({
  about: "names in subjects under constraints",
  chains: () => chains,
  meets: (answers) => expect(answers.filter((one) => one !== "OK").length).toBeGreaterThan(50),
  beyond: {
    what: "a common name of digits alone that is no text",
    has: (name) => name.includes("a host that is no text"),
  },
  isOpen: ({ name }) => name.includes("is no text"),
})
