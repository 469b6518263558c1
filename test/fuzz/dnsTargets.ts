/** Messages of DNS servers: whatever the octets are, they are read or refused with one kind of error. */
import { MalformedMessage } from "../../src/dns/domainName.js"
import { readMessage } from "../../src/dns/message.js"
import { readTsig } from "../../src/dns/tsig.js"
import type { Target } from "./targets.js"

/** As Knot sent them: MX, SOA, CAA, TXT, TLSA and CNAME records with compressed names; a signed answer to an update (RFC 8945). */
const seeds = [
  "51ed84000001000200000003076578616d706c650365647500000f0001c00c000f00010000003c0007000a026d" +
    "78c00cc00c000f00010000003c00080014036d7832c00cc02b000100010000003c0004c0000203c02b001c0001" +
    "0000003c001020010db800000000000000000000000100002904d0000000000000",
  "c9ce84000001000100000001076578616d706c65036564750000060001c00c000600010000003c0027036e7331" +
    "c00c0a686f73746d6173746572c00c0000000100000e1000000258000151800000003c00002904d00000000000" +
    "00",
  "a30684000001000100000001076578616d706c65036564750001010001c00c010100010000003c001100056973" +
    "73756563612e6578616d706c6500002904d0000000000000",
  "974e84000001000100000001076578616d706c65036564750000100001c00c001000010000003c0008036f6e65" +
    "0374776f00002904d0000000000000",
  "f55684000001000100000001035f3235045f746370026d78076578616d706c65036564750000340001c00c0034" +
    "00010000003c0023030101abababababababababababababababababababababababababababababababab0000" +
    "2904d0000000000000",
  "3d938400000100020000000105616c696173076578616d706c65036564750000010001c00c000500010000003c" +
    "0005026d78c012c02f000100010000003c0004c000020300002904d0000000000000",
  "6112a8000001000000000001076578616d706c650365647500000600010461636d65076578616d706c65036564" +
    "750000fa00ff00000000003d0b686d61632d7368613235360000006b08f889012c0020a14df02ad9d27ccd9b69" +
    "2efc20df6f20b9d2a1c4a5b6556606693fa7ce6d5d0e611200000000",
].map((hex) => Buffer.from(hex, "hex"))

export const dnsTargets: readonly Target[] = [
  {
    name: "dns",
    seeds,
    run: (mutant) => {
      try {
        const { additional, answers, authority, tsigAt } = readMessage(mutant)
        if (tsigAt !== undefined) readTsig(Buffer.from(mutant), tsigAt)
        const records = answers.length + authority.length + additional.length
        return [{ name: "records", spent: records, limit: mutant.length / 11 }]
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error
        return []
      }
    },
  },
]
