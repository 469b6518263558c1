import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Dns } from "../../../src/dns/lookUp.js"
import type { ChallengeSettings } from "../../../src/fleet/issuerSchema.js"
import { precheck } from "../../../src/issuance/prechecks/precheck.js"
import { fleetOf } from "../../fleet/fixtures.js"
import { type Knot, newTsigKey, startKnot, whyNoKnot } from "../../support/knot.js"
import { type Recursor, startRecursor } from "../../support/recursor.js"
import { dnsOver } from "../challenges/scene.js"

const reason = whyNoKnot()
const records = `@ NS ns1
ns1 A 192.0.2.1
@ CAA 0 issue "ca.example"
@ CAA 0 iodef "mailto:hostmaster@example.edu"
mail A 192.0.2.10
imap A 192.0.2.10
six AAAA 2001:db8::10
empty TXT "no address"
other A 192.0.2.10
other CAA 0 issue "other.example"
other CAA 0 issuewild "ca.example"
nobody A 192.0.2.10
nobody CAA 0 issue ";"
open A 192.0.2.10
open CAA 0 iodef "mailto:x@example.edu"
strict A 192.0.2.10
strict CAA 128 tbs "unknown"
bound A 192.0.2.10
bound CAA 0 issue "ca.example; accounturi=https://ca.example/acct/1; validationmethods=dns-01"
web A 192.0.2.10
web CAA 0 issue "CA.Example ;validationmethods=http-01"
alias CNAME other
_acme-challenge.imap CNAME imap.acme.example.net.
_acme-challenge.six CNAME six.example.org.
_acme-challenge.other CNAME _acme-challenge.alias
_acme-challenge.alias CNAME _acme-challenge.other`
const zones = [
  { domain: "example.edu", records },
  { domain: "acme.example.net", records: "@ NS ns1\nns1 A 192.0.2.1" },
]

describe.skipIf(reason !== undefined)(`precheck over Knot${reason ? ` (${reason})` : ""}`, () => {
  let knot: Knot
  let elsewhere: Knot
  let recursor: Recursor
  let dns: Dns
  beforeAll(async () => {
    knot = await startKnot({ key: newTsigKey(), zones })
    elsewhere = await startKnot({
      zones: ["com", "example.com"].map((domain) => ({ domain, records: "@ NS ns1\nns1 A 192.0.2.9" })),
    })
    recursor = await startRecursor({ servers: [knot.server, elsewhere.server] })
    dns = dnsOver({ "192.0.2.1": knot.server, "192.0.2.9": elsewhere.server }, recursor.server)
  })
  afterAll(async () => {
    await recursor?.stop()
    for (const one of [knot, elsewhere]) await one?.stop()
  })

  const found = async (
    names: readonly string[],
    challenge?: ChallengeSettings,
    caaIdentities = ["ca.example"],
  ) =>
    (await precheck({ dns, names, caaIdentities, challenge })).map(
      ({ code, message }) => `${code}: ${message}`,
    )

  it("says nothing of names that are all right, also where their parent's CAA records count", async () => {
    expect(await found(["mail.example.edu", "six.example.edu", "*.example.edu", "open.example.edu"])).toEqual(
      [],
    )
    expect(await found(["ns1.example.com"])).toEqual([])
  })

  it.each([
    [
      "other.example.edu",
      "order-caa-forbids: the CAA records of other.example.edu let only other.example issue for other.example.edu",
    ],
    [
      "alias.example.edu",
      "order-caa-forbids: the CAA records of alias.example.edu let only other.example issue for alias.example.edu",
    ],
    [
      "nobody.example.edu",
      "order-caa-forbids: the CAA records of nobody.example.edu let no CA issue for nobody.example.edu",
    ],
    [
      "strict.example.edu",
      "order-caa-critical: the CAA records of strict.example.edu have a critical property that no CA has to know (tbs): none may issue for strict.example.edu",
    ],
    [
      "bound.example.edu",
      "order-caa-account: the CAA records of bound.example.edu let only the account https://ca.example/acct/1 order for bound.example.edu",
    ],
    ["empty.example.edu", "order-name-unresolved: empty.example.edu has no address: nobody reaches it"],
    ["absent.example.edu", "order-name-unresolved: absent.example.edu does not exist: nobody reaches it"],
  ])("finds what is in the way of %s", async (name, text) => {
    expect(await found([name])).toEqual([text])
  })

  it("lets issuewild count for wildcards alone", async () => {
    expect(await found(["*.other.example.edu"])).toEqual([])
  })

  it("does not take a CA that does not say its name for one that is named", async () => {
    expect(await found(["mail.example.edu"], undefined, [])).toEqual([
      "order-caa-unknown: could not check whether the CAA records of example.edu (ca.example) let the CA issue for mail.example.edu: it does not say what it is called there",
    ])
    expect(await found(["nobody.example.edu"], undefined, [])).toEqual([
      "order-caa-forbids: the CAA records of nobody.example.edu let no CA issue for nobody.example.edu",
    ])
  })

  it("says what it could not look at, and goes on with the others", async () => {
    recursor.broken.push(/^imap\.example\.edu (CAA|A)$/)
    try {
      const codes = await found(["imap.example.edu", "absent.example.edu"])
      expect(codes).toEqual([
        expect.stringMatching(
          /^order-unchecked: could not check the CAA records of imap\.example\.edu: .* answers SERVFAIL to imap\.example\.edu CAA$/,
        ),
        expect.stringMatching(
          /^order-unchecked: could not check the addresses of imap\.example\.edu: .* answers SERVFAIL to imap\.example\.edu A$/,
        ),
        expect.stringMatching(/^order-name-unresolved: absent/),
      ])
    } finally {
      recursor.broken.length = 0
    }
  })

  function challengeOf(text: string): ChallengeSettings {
    const fleet = fleetOf(`certificate:
  commonName: mail.example.edu
  issuer: { acme: { directory: "https://ca.example/dir", challenge: ${text} } }
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
`)
    const { challenge } = fleet.certificate.issuer?.acme ?? {}
    if (challenge === undefined) throw new Error("no challenge")
    return challenge
  }

  const updates = (server: Knot, more = ""): ChallengeSettings =>
    challengeOf(
      `{ dns-01: { update: { server: ${server.server.address}, port: ${server.server.port}${more}, tsig: { name: acme, keyFile: none } } } }`,
    )

  it("follows the records of challenges to where updates go", async () => {
    expect(await found(["mail.example.edu", "imap.example.edu", "*.example.edu"], updates(knot))).toEqual([])
    expect(await found(["mail.example.edu"], updates(knot, ", zone: acme.example.net"))).toEqual([
      "order-challenge-away: _acme-challenge.mail.example.edu is outside of the zone acme.example.net, which updates go to",
    ])
    expect(await found(["imap.example.edu"], updates(knot, ", zone: example.net"))).toEqual([
      "order-challenge-away: imap.acme.example.net is in the zone acme.example.net, and updates go to example.net",
    ])
    expect(await found(["imap.example.edu", "mail.example.edu"], updates(elsewhere))).toEqual([
      expect.stringMatching(
        /^order-update-server: 127\.0\.0\.1 is to take the updates of acme\.example\.net, and answers REFUSED for it$/,
      ),
      expect.stringMatching(
        /^order-update-server: 127\.0\.0\.1 is to take the updates of example\.edu, and answers REFUSED for it$/,
      ),
    ])
  })

  it("finds aliases that go round in a circle or to where nobody answers", async () => {
    const names = ["*.other.example.edu", "six.example.edu"]
    expect(await found(names, updates(knot))).toEqual([
      "order-challenge-away: _acme-challenge.other.example.edu: its CNAME records go round in a circle",
      expect.stringMatching(
        /^order-unchecked: could not check where _acme-challenge\.six\.example\.edu leads: /,
      ),
    ])
  })

  it("tells where a hook has to write, and which ways of validation a CAA record allows", async () => {
    const hook = challengeOf("{ dns-01: { hook: [publish] } }")
    expect(await found(["imap.example.edu", "web.example.edu", "bound.example.edu"], hook)).toEqual([
      "order-challenge-alias: _acme-challenge.imap.example.edu leads to imap.acme.example.net: that is where the hook has to write",
      "order-caa-restricts: the CAA records of web.example.edu let the CA issue for web.example.edu by http-01 only, and fleet.yaml sets up dns-01",
      expect.stringMatching(/^order-caa-account/),
    ])
    const http = challengeOf("{ http-01: { hook: [put] } }")
    expect(await found(["web.example.edu", "empty.example.edu"], http)).toEqual([
      "order-name-unreached: empty.example.edu has no address: the CA cannot fetch its http-01 challenge",
    ])
  })
})
