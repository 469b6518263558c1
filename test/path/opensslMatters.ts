/** What nobody but OpenSSL looks at, and can be the matter with any certificate. */
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

export const opensslMatters: Readonly<Record<string, EdgeSpec>> = Object.fromEntries(
  Object.entries(netscapeTypes).flatMap(([name, value]) => [
    [`a Netscape type ${name}`, has(opensslOnlyOids.netscapeType, hex(value))],
  ]),
)
