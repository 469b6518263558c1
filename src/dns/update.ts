/** Dynamic updates: RFC 2136, signed after RFC 8945. */
import { cancelledBy } from "../cancelled.js"
import { ToolError } from "../errors.js"
import { type AskOptions, type DnsDoors, exchange, serverName, unanswered } from "./ask.js"
import { MalformedMessage, nameBytes } from "./domainName.js"
import { numbers, readMessage } from "./message.js"
import { txtBytes } from "./recordData.js"
import { classes, codeName, opcodes, recordTypes } from "./recordTypes.js"
import type { DnsServer } from "./transport.js"
import { isSignedWith, readTsig, signMessage, type Tsig, type TsigKey } from "./tsig.js"

/** One TXT record more, or exactly this one less; others of the name stay. Both may be done twice. */
export interface TxtChange {
  readonly kind: "add" | "remove"
  readonly name: string
  readonly text: string
  /** Seconds, for `add`. */
  readonly ttl: number
}

export interface DnsUpdate {
  /** Its apex: where the SOA record is. */
  readonly zone: string
  readonly changes: readonly TxtChange[]
}

/**
 * Changes a zone at its primary server. Over TCP: eighteen records are more than a packet holds.
 *
 * @param key without it the server must go by addresses
 * @throws ToolError `dns-refused` with what the server said, `dns-unanswered` where nobody knows whether it came, `cancelled`
 */
export async function sendUpdate(
  doors: DnsDoors,
  server: DnsServer,
  update: DnsUpdate,
  options: Omit<AskOptions, "recursion" | "tries"> & { readonly key?: TsigKey | undefined } = {},
): Promise<void> {
  const { key, signal } = options
  const id = doors.random(0x10000)
  const plain = updateBytes(id, update)
  const signed = key === undefined ? undefined : signMessage(plain, key, doors.clock.now())
  const message = signed?.bytes ?? plain
  const what = `an update of ${update.zone}`
  const accepts = (reply: Uint8Array): boolean => reply[0] === message[0] && reply[1] === message[1]
  try {
    const bytes = await exchange(doors, { server, message, over: "tcp", accepts }, options)
    const answer = Buffer.from(bytes)
    if (key !== undefined && signed !== undefined) requireSigned(server, answer, key, signed.mac, doors)
    const { code, isReply, opcode } = readMessage(answer)
    if (!isReply || opcode !== opcodes.update) throw new MalformedMessage("an answer to something else")
    if (code !== 0) throw refused(server, update.zone, codeName(code))
  } catch (error) {
    if (signal?.aborted === true) throw cancelledBy(signal, what)
    throw error instanceof ToolError ? error : unanswered(server, what, error)
  }
}

function updateBytes(id: number, { zone, changes }: DnsUpdate): Buffer {
  const head = numbers(id, opcodes.update << 11, 1, 0, changes.length, 0)
  const zoneSection = Buffer.concat([nameBytes(zone), numbers(recordTypes.SOA, classes.IN)])
  return Buffer.concat([head, zoneSection, ...changes.map(changeBytes)])
}

/** RFC 2136 sections 2.5.1 and 2.5.4. */
function changeBytes({ kind, name, text, ttl }: TxtChange): Buffer {
  const [own, seconds] = kind === "add" ? [classes.IN, ttl] : [classes.NONE, 0]
  const data = txtBytes(text)
  const time = Buffer.alloc(4)
  time.writeUInt32BE(seconds)
  return Buffer.concat([nameBytes(name), numbers(recordTypes.TXT, own), time, numbers(data.length), data])
}

/** Nothing that is not signed is taken for success; a refusal without a signature is told as what it is. */
function requireSigned(
  server: DnsServer,
  answer: Buffer,
  key: TsigKey,
  requestMac: Buffer,
  { clock }: DnsDoors,
): void {
  const { code, tsigAt } = readMessage(answer)
  const tsig = tsigAt === undefined ? undefined : readTsig(answer, tsigAt)
  if (tsig !== undefined && tsig.error !== 0) throw badTsig(server, key, tsig, clock.now())
  if (tsigAt !== undefined && isSignedWith(answer, tsigAt, key, requestMac)) {
    const apart = Math.abs(Math.floor(clock.now() / 1000) - (tsig?.time ?? 0))
    if (apart > (tsig?.fudge ?? 0)) throw clocksApart(server, key, apart)
    return
  }
  const name = codeName(code)
  if (code === 0 || tsigAt !== undefined)
    throw new ToolError("dns-refused", `${serverName(server)}: its answer is not signed with ${key.name}`, {
      hint: "whether the update was made is not known: is that the right server and key?",
    })
  throw refused(server, key.name, `${name}, without a signature`)
}

/** RFC 8945 section 5.2: what to do about each. */
function badTsig(server: DnsServer, key: TsigKey, { error, other }: Tsig, now: number): ToolError {
  if (error === 18 && other.length === 6)
    return clocksApart(server, key, Math.abs(Math.floor(now / 1000) - other.readUIntBE(0, 6)))
  const hints: Readonly<Record<number, string>> = {
    16: `the secret of ${key.name} is another one there, or its algorithm is not ${key.algorithm}`,
    // Knot says so, too, where the key is known and its rules do not let it.
    17: `the server has no key ${key.name} with ${key.algorithm} (compare name and algorithm), or allows it no TXT records of these names`,
    18: "the clocks of this machine and of the server are more than 5 minutes apart",
  }
  return new ToolError(
    "dns-refused",
    `${serverName(server)} refuses the key ${key.name}: ${codeName(error)}`,
    {
      hint: hints[error] ?? "compare name, algorithm and secret of the key on both sides",
    },
  )
}

function clocksApart(server: DnsServer, key: TsigKey, seconds: number): ToolError {
  const message = `${serverName(server)} refuses the key ${key.name}: BADTIME, the clocks are ${seconds} s apart`
  return new ToolError("dns-refused", message, {
    hint: "set the clock of this machine, or the server's (NTP)",
  })
}

const updateHints: Readonly<Record<string, string>> = {
  REFUSED: "the server's rules allow this key no such update: it must be allowed TXT records of these names",
  NOTAUTH: "the server is not the primary of that zone, or does not take updates: name its primary server",
  NOTZONE: "the names are not in that zone: leave `zone` out, or name the right one",
  NOTIMP: "the server takes no dynamic updates (RFC 2136)",
}

function refused(server: DnsServer, what: string, said: string): ToolError {
  const [code = ""] = said.split(",")
  return new ToolError("dns-refused", `${serverName(server)} refuses an update (${what}): ${said}`, {
    hint: updateHints[code] ?? "see the server's log",
  })
}
