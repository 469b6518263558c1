/** Numbers of the DNS that have names: the IANA registry "Domain Name System (DNS) Parameters". */

export const recordTypes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DNAME: 39,
  OPT: 41,
  TLSA: 52,
  TSIG: 250,
  ANY: 255,
  CAA: 257,
} as const
export type RecordType = keyof typeof recordTypes

export const classes = { IN: 1, NONE: 254, ANY: 255 } as const

export const opcodes = { query: 0, update: 5 } as const

/** RFC 1035, 2136, 6891 and 8945; what has no name is `RCODE 23`. */
const codes: Readonly<Record<number, string>> = {
  0: "NOERROR",
  1: "FORMERR",
  2: "SERVFAIL",
  3: "NXDOMAIN",
  4: "NOTIMP",
  5: "REFUSED",
  6: "YXDOMAIN",
  7: "YXRRSET",
  8: "NXRRSET",
  9: "NOTAUTH",
  10: "NOTZONE",
  16: "BADSIG",
  17: "BADKEY",
  18: "BADTIME",
  22: "BADTRUNC",
}

export function codeName(code: number): string {
  return codes[code] ?? `RCODE ${code}`
}
