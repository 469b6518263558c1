import type { Dns } from "../../src/dns/lookUp.js"
import type { Fleet } from "../../src/fleet/types.js"
import { fleetOf } from "../fleet/fixtures.js"
import { dnsOver } from "../issuance/challenges/scene.js"
import { type Knot, startKnot } from "../support/knot.js"
import { type Recursor, startRecursor } from "../support/recursor.js"

/** Two MTAs behind two names, one domain; the zone is Knot's, signed, and validated by the resolver. */
export const mailFleet = (dns = 'dns: { resolver: "127.0.0.1", trusted: true }'): Fleet =>
  fleetOf(`certificate:
  commonName: mail.example.edu
${dns}
servers:
  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: mx01.example.edu, roles: [mta], ports: { submission: false } }
  - { host: mx02.example.edu, roles: [mta], ports: { submission: false } }
`)

export interface SignedZone {
  readonly dns: Dns
  readonly knot: Knot
  readonly recursor: Recursor
  stop(): Promise<void>
}

export interface SignedZoneOptions {
  readonly isSigned?: boolean
  readonly isTrusted?: boolean
  /** Of its name server, for those who ask port 53 itself: of loopback, where nobody listens. */
  readonly address?: string
}

/** `example.edu` with these records beside those of its name server. */
export async function signedZone(records: string, options: SignedZoneOptions = {}): Promise<SignedZone> {
  const { address = "192.0.2.1", isSigned = true, isTrusted = true } = options
  const all = `@ NS ns1\nns1 A ${address}\n@ MX 10 mx01\n@ MX 20 mx02\n@ MX 30 mx.example.net.\n${records}`
  const knot = await startKnot({ zones: [{ domain: "example.edu", records: all, isSigned }] })
  const recursor = await startRecursor({
    servers: [knot.server],
    validates: isSigned ? ["example.edu"] : [],
  })
  const plain = dnsOver({ [address]: knot.server }, recursor.server)
  return {
    ...{ knot, recursor, dns: { ...plain, resolver: { ...plain.resolver, isTrusted } } },
    stop: async () => {
      await recursor.stop()
      await knot.stop()
    },
  }
}
