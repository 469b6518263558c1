import type { Conversation } from "./conversation.js"
import type { ProbeProtocol } from "./endpoint.js"
import { ProbeFailure, printable } from "./failure.js"
import { ldapStartTls, ldapUnbind } from "./ldap.js"

/** What one protocol says before TLS, and how it takes its leave inside TLS. */
export interface Dialogue {
  /** Asks for TLS; absent where TLS starts with the first byte. `self` is this end's address. */
  readonly start?: (talk: Conversation, self: string) => Promise<void>
  /** Leaves in good manners, so that no server counts us among the aborted connections. */
  readonly leave?: (talk: Conversation) => Promise<void>
}

/** No honest server needs more reply lines than this. */
const lineLimit = 200

export const dialogues: Readonly<Record<ProbeProtocol, Dialogue>> = {
  https: {},
  smtp: { start: (talk, self) => startSmtp(talk, `EHLO ${literal(self)}`), leave: quitSmtp },
  lmtp: { start: (talk, self) => startSmtp(talk, `LHLO ${literal(self)}`), leave: quitSmtp },
  imap: { start: startImap, leave: (talk) => logoutImap(talk) },
  pop3: { start: startPop3, leave: quitPop3 },
  ldap: { start: ldapStartTls, leave: async (talk) => ldapUnbind(talk) },
  // With TLS from the first byte the greeting comes inside it, and a farewell before the greeting is rude.
  smtps: { leave: (talk) => smtpReply(talk).then(() => quitSmtp(talk)) },
  imaps: { leave: (talk) => talk.line().then(() => logoutImap(talk)) },
  pop3s: { leave: (talk) => talk.line().then(() => quitPop3(talk)) },
  ldaps: { leave: async (talk) => ldapUnbind(talk) },
}

/** RFC 5321 section 4.1.3: a client without a name of its own gives its address. */
function literal(address: string): string {
  return address.includes(":") ? `[IPv6:${address.replace(/%.*$/, "")}]` : `[${address}]`
}

interface SmtpReply {
  readonly code: number
  readonly lines: readonly string[]
}

/** RFC 5321 section 4.2.1: every line but the last has a hyphen after the code. */
async function smtpReply(talk: Conversation): Promise<SmtpReply> {
  const lines: string[] = []
  while (lines.length < lineLimit) {
    const line = await talk.line()
    const match = /^(\d{3})(?:([ -])(.*))?$/.exec(line)
    if (match === null) throw new ProbeFailure("greeting", `not an SMTP reply: ${printable(line)}`)
    lines.push(match[3] ?? "")
    if (match[2] !== "-") return { code: Number(match[1]), lines }
  }
  throw new ProbeFailure("greeting", `an SMTP reply of more than ${lineLimit} lines`)
}

async function startSmtp(talk: Conversation, hello: string): Promise<void> {
  const greeting = await smtpReply(talk)
  if (greeting.code !== 220) throw new ProbeFailure("greeting", said(greeting))
  talk.send(`${hello}\r\n`)
  const extensions = await smtpReply(talk)
  if (extensions.code !== 250) throw new ProbeFailure("greeting", said(extensions))
  if (!extensions.lines.some((line) => /^starttls\b/i.test(line.trim()))) {
    await quitSmtp(talk)
    throw new ProbeFailure("starttls-refused", "the server does not offer STARTTLS")
  }
  talk.send("STARTTLS\r\n")
  const answer = await smtpReply(talk)
  if (answer.code === 220) return
  await quitSmtp(talk)
  throw new ProbeFailure("starttls-refused", said(answer))
}

function said({ code, lines }: SmtpReply): string {
  return `the server said: ${code} ${printable(lines.join(" "))}`
}

async function quitSmtp(talk: Conversation): Promise<void> {
  talk.send("QUIT\r\n")
  await smtpReply(talk).catch(() => undefined)
}

async function startImap(talk: Conversation): Promise<void> {
  const greeting = await talk.line()
  if (!/^\* (OK|PREAUTH)\b/i.test(greeting))
    throw new ProbeFailure("greeting", `the server said: ${printable(greeting)}`)
  talk.send("a1 STARTTLS\r\n")
  const answer = await imapTagged(talk, "a1")
  if (/^OK\b/i.test(answer)) return
  await logoutImap(talk)
  throw new ProbeFailure("starttls-refused", `the server said: ${printable(answer)}`)
}

/** RFC 3501 section 2.2.2: untagged lines may come at any time; the tagged one completes the command. */
async function imapTagged(talk: Conversation, tag: string): Promise<string> {
  for (let lines = 0; lines < lineLimit; lines++) {
    const line = await talk.line()
    if (line.startsWith(`${tag} `)) return line.slice(tag.length + 1)
    if (!/^[*+]/.test(line)) throw new ProbeFailure("protocol", `not an IMAP reply: ${printable(line)}`)
  }
  throw new ProbeFailure("protocol", `an IMAP reply of more than ${lineLimit} lines`)
}

async function logoutImap(talk: Conversation): Promise<void> {
  talk.send("a2 LOGOUT\r\n")
  await imapTagged(talk, "a2").catch(() => undefined)
}

async function startPop3(talk: Conversation): Promise<void> {
  const greeting = await talk.line()
  if (!/^\+OK\b/i.test(greeting))
    throw new ProbeFailure("greeting", `the server said: ${printable(greeting)}`)
  talk.send("STLS\r\n")
  const answer = await talk.line()
  if (/^\+OK\b/i.test(answer)) return
  await quitPop3(talk)
  throw new ProbeFailure("starttls-refused", `the server said: ${printable(answer)}`)
}

async function quitPop3(talk: Conversation): Promise<void> {
  talk.send("QUIT\r\n")
  await talk.line().catch(() => undefined)
}
