import { generateKeyPairSync, type KeyObject } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { type AcmeAccount, createAccount } from "../../src/acme/account.js"
import { authorizeOrder, type ChallengeSolver, type ChallengeTask } from "../../src/acme/authorization.js"
import { externalAccount } from "../../src/acme/binding.js"
import { AcmeClient } from "../../src/acme/client.js"
import { type DownloadOptions, downloadCertificate, type Issued } from "../../src/acme/issued.js"
import { dns01Record, http01Resource } from "../../src/acme/keyAuthorization.js"
import { createOrder, finalizeOrder, type OrderOptions } from "../../src/acme/order.js"
import { type AcmeTransport, httpsTransport } from "../../src/acme/transport.js"
import { createCsr } from "../../src/csr/create.js"
import type { Clock } from "../../src/ports.js"
import { Secret } from "../../src/secret.js"
import { type Csr, parseCsr } from "../../src/x509/csr.js"
import { readPem } from "../../src/x509/pem.js"
import { parseSan, type SanEntry } from "../../src/x509/sanEntry.js"
import type { Pebble } from "../support/pebble.js"

/** Waits as long as it must to let a server work, and notes how long it was told to. */
export class ImpatientClock implements Clock {
  readonly told: number[] = []

  now(): number {
    return Date.now()
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.told.push(ms)
    await delay(Math.min(ms, 20), undefined, signal === undefined ? {} : { signal })
  }
}

export function ecKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
}

export async function csrFor(names: readonly string[], key = ecKey()): Promise<Csr> {
  const entries = names.map((name): SanEntry => {
    const read = parseSan(name)
    if (!read.ok) throw new Error(name)
    return read.entry
  })
  const [first, ...others] = entries
  if (first === undefined) throw new Error("no name")
  const pem = await createCsr({ names: [first, ...others], subject: {}, key: "ec-p256" }, key)
  const [block] = readPem(new TextEncoder().encode(pem)).blocks
  const csr = parseCsr(block?.der ?? new Uint8Array())
  if (!csr.ok) throw new Error(csr.problem.message)
  return csr.value
}

export interface OpenOptions {
  readonly key?: KeyObject
  readonly binding?: { readonly kid: string; readonly key: string }
  /** Put between client and server. */
  readonly through?: (send: AcmeTransport) => AcmeTransport
}

export async function openClient(
  pebble: Pebble,
  { through = (send) => send }: OpenOptions = {},
): Promise<AcmeClient> {
  const send = through(httpsTransport({ caCertificates: [pebble.certificate] }))
  return AcmeClient.open(pebble.directory, { send, clock: new ImpatientClock() })
}

export async function openAccount(pebble: Pebble, options: OpenOptions = {}): Promise<AcmeAccount> {
  const { binding, key = ecKey() } = options
  return createAccount(await openClient(pebble, options), key, {
    contact: ["mailto:hostmaster@example.edu"],
    termsOfServiceAgreed: true,
    ...(binding && { externalAccount: externalAccount(binding.kid, new Secret(binding.key)) }),
  })
}

/** Publishes with Pebble's responder, and notes what was taken back. */
export function respondingSolver(
  pebble: Pebble,
  type: "dns-01" | "http-01",
  spoil: (text: string) => string = (text) => text,
): ChallengeSolver & { readonly open: Set<string> } {
  const open = new Set<string>()
  const dns = async ({ identifier, keyAuthorization = "" }: ChallengeTask, set: boolean): Promise<void> => {
    const { name, value } = dns01Record(identifier.value, keyAuthorization)
    const body = { host: `${name}.`, ...(set ? { value: spoil(value) } : {}) }
    await pebble.respond(set ? "set-txt" : "clear-txt", body)
  }
  const http = async ({ challenge, keyAuthorization = "" }: ChallengeTask, set: boolean): Promise<void> => {
    const { content, path } = http01Resource(challenge.token ?? "", keyAuthorization)
    const token = path.replace("/.well-known/acme-challenge/", "")
    await pebble.respond(set ? "add-http01" : "del-http01", {
      token,
      ...(set ? { content: spoil(content) } : {}),
    })
  }
  const one = type === "dns-01" ? dns : http
  return {
    ...{ type, open },
    present: async (tasks) => {
      for (const task of tasks) {
        await one(task, true)
        open.add(task.challenge.url)
      }
    },
    cleanUp: async (tasks) => {
      for (const task of tasks) {
        await one(task, false)
        open.delete(task.challenge.url)
      }
    },
  }
}

export function soon(): number {
  return Date.now() + 60_000
}

/** Counts the nonces that a server refuses. */
export function countingRefusedNonces(): {
  count: number
  readonly through: (send: AcmeTransport) => AcmeTransport
} {
  const counter = {
    count: 0,
    through:
      (send: AcmeTransport): AcmeTransport =>
      async (request) => {
        const answer = await send(request)
        if (answer.body.includes("urn:ietf:params:acme:error:badNonce")) counter.count++
        return answer
      },
  }
  return counter
}

/** The whole way of a certificate. */
export async function obtain(
  account: AcmeAccount,
  csr: Csr,
  solver: ChallengeSolver | undefined,
  options: OrderOptions & DownloadOptions = {},
): Promise<{ readonly issued: Issued; readonly shown: number }> {
  const order = await createOrder(account, csr, options)
  const { clock } = account.client
  // One that stands for years to come has a deadline of its own time.
  const deadline = (): number => Math.max(soon(), clock.now() + 60_000)
  const shown = await authorizeOrder(account, order, { deadline: deadline(), ...(solver && { solver }) })
  const { certificate } = await finalizeOrder(account, order.url, csr, { deadline: deadline() })
  return { issued: await downloadCertificate(account, certificate, csr, options), shown: shown.length }
}
