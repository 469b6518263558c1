import { generateKeyPairSync } from "node:crypto"
import { afterEach, describe, expect, it } from "vitest"
import { judgeDane } from "../../src/dane/look.js"
import { mailPlaces } from "../../src/dane/places.js"
import { recordOfKey } from "../../src/dane/tlsa.js"
import { whyNoKnot } from "../support/knot.js"
import { mailFleet, type SignedZone, type SignedZoneOptions, signedZone } from "./scene.js"

const reason = whyNoKnot()
const publicKey = new Uint8Array(
  generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" }),
)
const own = recordOfKey(publicKey).data
const other = "ab".repeat(32)

describe.skipIf(reason !== undefined)(
  `DANE over a zone that Knot signs${reason ? ` (${reason})` : ""}`,
  () => {
    const zones: SignedZone[] = []
    const zone = async (records: string, options?: SignedZoneOptions): Promise<SignedZone> => {
      const made = await signedZone(records, options)
      zones.push(made)
      return made
    }
    afterEach(async () => {
      for (const one of zones.splice(0)) await one.stop()
    })

    async function judged(records: string, options?: SignedZoneOptions) {
      const { dns } = await zone(records, options)
      const { findings, looks } = await judgeDane(mailFleet(), dns, { publicKey })
      return {
        verdicts: looks.map(({ owner, verdict }) => `${owner} ${verdict}`).sort(),
        codes: findings.map(({ code, severity }) => `${severity} ${code}`),
        messages: findings.map(({ message }) => message),
      }
    }

    it("looks at the names of MX records that are the fleet's, at each port of its MTAs", async () => {
      const { dns } = await zone("sub MX 10 mx02")
      const { foreign, places } = await mailPlaces(mailFleet(), dns)
      expect(places.map(({ domains, mx, port }) => `${mx}:${port} ${domains}`)).toEqual([
        ...["mx01.example.edu:25 example.edu", "mx01.example.edu:465 example.edu"],
        ...["mx02.example.edu:25 example.edu", "mx02.example.edu:465 example.edu"],
      ])
      expect(foreign).toEqual([{ domain: "example.edu", mx: "mx.example.net" }])
      const named = mailFleet('dns: { resolver: "127.0.0.1", mailDomains: [Sub.example.edu] }')
      expect((await mailPlaces(named, dns)).places.map(({ mx }) => mx)).toEqual([
        "mx02.example.edu",
        "mx02.example.edu",
      ])
    })

    it("takes the MTAs where no MX record leads to the fleet", async () => {
      const { dns } = await zone("")
      const fleet = mailFleet('dns: { resolver: "127.0.0.1", mailDomains: [nomail.example.edu] }')
      expect((await mailPlaces(fleet, dns)).places.map(({ mx }) => mx)).toContain("mx01.example.edu")
    })

    it("refuses a key that none of the secure records matches, and nothing where one does or there are none", async () => {
      const { codes, messages, verdicts } = await judged(
        `_25._tcp.mx01 TLSA 3 1 1 ${other}\n_25._tcp.mx01 TLSA 3 1 1 ${own}\n_25._tcp.mx02 TLSA 3 1 1 ${other}`,
      )
      expect(verdicts).toEqual([
        "_25._tcp.mx01.example.edu matches",
        "_25._tcp.mx02.example.edu no-match",
        "_465._tcp.mx01.example.edu no-dane",
        "_465._tcp.mx02.example.edu no-dane",
      ])
      expect(codes).toEqual(["error dane-no-match"])
      expect(messages).toEqual([
        `no TLSA record of _25._tcp.mx02.example.edu (3 1 1 ${other.slice(0, 16)}…) matches the key: DANE senders would defer all mail`,
      ])
    })

    it("refuses nothing where the records are of kinds that senders leave out, and says so", async () => {
      const { codes, verdicts } = await judged(`_25._tcp.mx01 TLSA 1 1 1 ${own}`)
      expect(verdicts[0]).toBe("_25._tcp.mx01.example.edu unusable")
      expect(codes).toEqual(["warning dane-unusable"])
    })

    it.each<[string, SignedZoneOptions]>([
      ["a zone that is not signed", { isSigned: false }],
      ["a resolver that fleet.yaml does not trust", { isTrusted: false }],
    ])("believes nothing of %s: a warning where no record matches", async (_, options) => {
      const mismatch = await judged(`_25._tcp.mx01 TLSA 3 1 1 ${other}`, options)
      expect(mismatch.codes).toEqual(["warning dane-unverified-mismatch"])
      expect((await judged(`_25._tcp.mx01 TLSA 3 1 1 ${own}`, options)).codes).toEqual([])
    })

    it("warns of what could not be looked up, of MX records and of TLSA records", async () => {
      const { dns, recursor } = await zone(`_25._tcp.mx01 TLSA 3 1 1 ${own}`)
      recursor.broken.push(/^_25._tcp.mx02.* TLSA/)
      const one = await judgeDane(mailFleet(), dns, { publicKey })
      expect(one.findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
        expect.stringMatching(
          /^dane-unchecked could not check the TLSA records of _25\._tcp\.mx02\.example\.edu: .* answers SERVFAIL/,
        ),
      ])
      recursor.broken.push(/ MX$/)
      const blind = await judgeDane(mailFleet(), dns, { publicKey })
      expect(blind.findings[0]?.message).toMatch(/^could not check which mail exchangers there are: /)
      // Its MTAs are looked at all the same.
      expect(blind.looks.map(({ mx }) => mx)).toContain("mx01.example.edu")
    })
  },
)
