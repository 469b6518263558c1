import { createAccount } from "../../src/acme/account.js"
import { AcmeClient, type AcmeDoors } from "../../src/acme/client.js"
import type { AcmeAnswer, AcmeRequest, AcmeTransport } from "../../src/acme/transport.js"
import { VirtualClock } from "../support/virtualClock.js"
import { ecKey } from "./scene.js"

/*
 * What a CA answers, word by word as the test says, for what no server can be brought to do. Beyond that it has what RFC 8555
 * asks of every server: a fresh nonce with each answer (section 6.5), the account's URL in Location (section 7.3).
 */

export type Answer = Partial<Omit<AcmeAnswer, "url" | "body">> & { readonly body?: unknown }

export interface ScriptedCa {
  readonly send: AcmeTransport
  readonly clock: VirtualClock
  /** Everything that was asked, the directory and nonces left out. */
  readonly asked: {
    readonly url: string
    readonly header: Record<string, unknown>
    readonly payload: unknown
  }[]
}

export const base = "https://ca.example.edu"
export const directory = {
  newNonce: `${base}/nonce`,
  newAccount: `${base}/account`,
  newOrder: `${base}/new-order`,
}

export function scriptedCa(
  answers: Readonly<Record<string, (request: AcmeRequest, nth: number) => Answer>>,
  more: object = {},
): ScriptedCa {
  const asked: ScriptedCa["asked"] = []
  const counts = new Map<string, number>()
  const clock = new VirtualClock()
  let nonces = 0
  const all: typeof answers = {
    "/dir": () => ({ body: { ...directory, ...more } }),
    "/nonce": () => ({}),
    "/account": () => ({ status: 201, headers: { location: "/account/1" }, body: { status: "valid" } }),
    ...answers,
  }
  const send: AcmeTransport = async (request) => {
    const path = new URL(request.url).pathname
    const nth = (counts.get(path) ?? 0) + 1
    counts.set(path, nth)
    if (request.body !== undefined) asked.push({ url: path, ...opened(request.body) })
    const { body, headers = {}, status = 200 } = all[path]?.(request, nth) ?? { status: 404 }
    return {
      ...{ url: request.url, status, body: typeof body === "string" ? body : JSON.stringify(body ?? {}) },
      headers: { "replay-nonce": `nonce${++nonces}`, ...headers },
    }
  }
  return { send, clock, asked }
}

function opened(body: string): { header: Record<string, unknown>; payload: unknown } {
  const { payload, protected: header } = JSON.parse(body) as Record<string, string>
  const text = (part = ""): string => Buffer.from(part, "base64url").toString()
  return { header: JSON.parse(text(header)), payload: payload === "" ? "" : JSON.parse(text(payload)) }
}

export async function scriptedAccount(ca: AcmeDoors) {
  return createAccount(await AcmeClient.open(`${base}/dir`, ca), ecKey())
}

export function problem(kind: string, more: object = {}): object {
  return { type: `urn:ietf:params:acme:error:${kind}`, detail: `${kind}, says the CA`, ...more }
}
