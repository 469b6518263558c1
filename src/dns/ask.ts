import { cancelledBy } from "../cancelled.js"
import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import { canonical, MalformedMessage } from "./domainName.js"
import { type DnsMessage, type Question, queryBytes, readMessage } from "./message.js"
import { classes, codeName, opcodes, recordTypes } from "./recordTypes.js"
import type { DnsRequest, DnsServer, DnsTransport } from "./transport.js"

/** What asking needs of the machine. */
export interface DnsDoors {
  readonly send: DnsTransport
  readonly clock: Clock
  /** A number below `limit` that nobody can guess. */
  readonly random: (limit: number) => number
}

export interface AskOptions {
  /** Whether the server is to ask others: a resolver, not an authoritative server. */
  readonly recursion: boolean
  /** For one try; 3,000 unless given. */
  readonly timeoutMs?: number
  /** Over UDP packets are lost: 3 unless given. */
  readonly tries?: number
  readonly signal?: AbortSignal | undefined
}

export function serverName({ address, port }: DnsServer): string {
  if (port === 53) return address
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`
}

/**
 * Asks one server one question: over UDP, over TCP where the answer is too long for that. Any answer is one, whatever its code.
 *
 * @throws ToolError `dns-unanswered` where none came that could be read; `cancelled`
 */
export async function ask(
  doors: DnsDoors,
  server: DnsServer,
  question: Question,
  options: AskOptions,
): Promise<DnsMessage> {
  const { tries = 3 } = options
  let edns = true
  let failure: unknown
  for (let nth = 1; nth <= tries; nth++) {
    try {
      const answer = await askOnce(doors, server, question, { ...options, edns })
      // RFC 6891 section 7: so speaks a server that does not know EDNS.
      if (!edns || answer.code !== 1 || answer.answers.length > 0) return answer
      edns = false
      failure = new Error("FORMERR")
      nth--
    } catch (error) {
      if (error instanceof ToolError) throw error
      failure = error
      if (isLasting(error)) break
    }
  }
  throw unanswered(server, `${question.name} ${question.type}`, failure)
}

/** Another try in the same minute meets the same. */
function isLasting(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return ["ECONNREFUSED", "ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes(String(code))
}

export function unanswered(server: DnsServer, what: string, cause: unknown): ToolError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new ToolError("dns-unanswered", `${serverName(server)} gives no answer to ${what}: ${why}`, {
    hint: "is it a DNS server, and does a firewall let UDP and TCP to it through?",
    cause,
  })
}

async function askOnce(
  doors: DnsDoors,
  server: DnsServer,
  question: Question,
  options: AskOptions & { readonly edns: boolean },
): Promise<DnsMessage> {
  const id = doors.random(0x10000)
  const message = queryBytes(question, { id, recursion: options.recursion, edns: options.edns })
  const accepts = (reply: Uint8Array): boolean => answers(reply, id, question)
  for (const over of ["udp", "tcp"] as const) {
    const reply = readMessage(await exchange(doors, { server, message, over, accepts }, options))
    if (!reply.isTruncated) return reply
  }
  throw new MalformedMessage("cut short over TCP, too")
}

/**
 * One message and its answer, within a time limit by the clock.
 *
 * @throws ToolError `cancelled`; the transport's error
 */
export async function exchange(
  { send, clock }: DnsDoors,
  request: Omit<DnsRequest, "signal">,
  { timeoutMs = 3_000, signal }: Pick<AskOptions, "timeoutMs" | "signal">,
): Promise<Uint8Array> {
  const what = serverName(request.server)
  const [late, done] = [new AbortController(), new AbortController()]
  clock.sleep(timeoutMs, done.signal).then(
    () => late.abort(new Error(`nothing within ${timeoutMs / 1000} s`)),
    () => undefined,
  )
  const ends = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal])
  try {
    ends.throwIfAborted()
    return await send({ ...request, signal: ends })
  } catch (error) {
    throw signal?.aborted === true ? cancelledBy(signal, what) : error
  } finally {
    done.abort()
  }
}

/** RFC 5452 section 9.1: the same number and the same question. A refusal may come without its question. */
function answers(reply: Uint8Array, id: number, { name, type }: Question): boolean {
  const head = Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength)
  if (head.length < 12 || head.readUInt16BE(0) !== id) return false
  if (head.readUInt16BE(2) >> 15 !== 1) return false
  try {
    const { code, opcode, questions } = readMessage(reply)
    if (opcode !== opcodes.query) return false
    const [asked] = questions
    if (asked === undefined) return ["FORMERR", "SERVFAIL", "NOTIMP", "REFUSED"].includes(codeName(code))
    return (
      questions.length === 1 &&
      asked.name === canonical(name) &&
      asked.type === recordTypes[type] &&
      asked.class === classes.IN
    )
  } catch (error) {
    // Its number fits: who reads it says what is wrong with it.
    return error instanceof MalformedMessage
  }
}
