/** What nobody but OpenSSL looks at, and can be the matter with any certificate. */
import { extensionOids } from "../../src/x509/oids.js"
import { opensslOnlyOids } from "../../src/x509/opensslOnly.js"
import type { EdgeSpec } from "./graph.js"

const has = (oid: string, value: Uint8Array, critical = false): EdgeSpec => ({
  extensions: [{ oid, value, critical }],
})
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"))

/** Values of the Netscape certificate type, by what is odd about them. */
const netscapeTypes: Readonly<Record<string, string>> = {
  "for clients": "03020780",
  "for servers": "03020640",
  "for servers, with unused bits": "0302067f",
  "for servers, by an unused bit": "03020740",
  "for servers, in more octets than one": "0303064000",
  "in more octets than one, not for servers": "03030600ff",
  "for servers, and something behind": "0302064000",
  "of no bit": "030100",
  "of no bit, some of them unused": "03010640",
  "of no octet": "0300",
  "longer than its extension": "036F0640",
  "of another class": "83020640",
  "of a private class": "FB020640",
  "of twelve unused bits": "03020C40",
  "of 129 unused bits": "03028140",
  "that is null": "0500",
  "that is not there": "",
}

/** RFC 3820 section 3.8, by what is odd about it. */
const proxies: Readonly<Record<string, string>> = {
  "that inherits all": "300c300a06082b06010505071501",
  "that inherits all, once": "300f020100300a06082b06010505071501",
  "of a language with a policy": "3009300706022a03040161",
  "that is null": "0500",
  "without a policy": "3003020100",
  "without a language": "30023000",
  "cut off": "300c300a0608",
}

/** RFC 3779 sections 2.2.3 and 3.2.3, by what is odd about them. */
const addresses: Readonly<Record<string, string>> = {
  listed: "300e300c040200013006030400c00002",
  "of another network": "300e300c040200013006030400c00003",
  "in a range": "3016301404020001300e300c030400c00002030400c00005",
  inherited: "30083006040200010500",
  "of no family": "3000",
  "that are null": "0500",
  "of a family that is no octets": "300a3008020200010500",
  "with nineteen unused bits": "300e300c040200013006030413c00002",
}
const systems: Readonly<Record<string, string>> = {
  listed: "3007a0053003020105",
  "of another": "3007a0053003020106",
  "in a range": "300ca00a30083006020105020109",
  inherited: "3004a0020500",
  "of routing domains": "3007a1053003020105",
  "of nothing": "3000",
  "that are null": "0500",
  "that are no numbers": "3007a0053003040105",
}

const { netscapeType, proxyCertInfo, addressBlocks, systemNumbers } = opensslOnlyOids
const kinds = [
  ["a Netscape type", netscapeType, netscapeTypes],
  ["a proxy", proxyCertInfo, proxies],
  ["addresses", addressBlocks, addresses],
  ["autonomous systems", systemNumbers, systems],
] as const

/** Each value in an extension that is critical every other time, and a proxy without the names that it must not have. */
export const opensslMatters: Readonly<Record<string, EdgeSpec>> = {
  ...Object.fromEntries(
    kinds.flatMap(([kind, oid, values]) =>
      Object.entries(values).map(([name, value], index) => [
        `${kind} ${name}`,
        has(oid, hex(value), index % 2 === 1),
      ]),
    ),
  ),
  "a nameless proxy": {
    ...has(proxyCertInfo, hex("300c300a06082b06010505071501")),
    without: [extensionOids.subjectAltName],
  },
}
