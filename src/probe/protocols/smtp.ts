import type { Conversation } from "../conversation.js"
import { ProbeFailure, plainWords } from "../failure.js"
import { lineLimit, type Protocol, said } from "./protocol.js"

/** RFC 3207. */
export const smtp: Protocol = {
  ports: [25, 587],
  title: "SMTP",
  start: (talk, self) => startSmtp(talk, `EHLO ${literal(self)}`),
  leave: quitSmtp,
  lastWords: "quit",
  oneAtATime: true,
}

/** RFC 8314 section 3.3: the greeting comes inside TLS, and a farewell before the greeting is rude. */
export const smtps: Protocol = {
  ports: [465],
  title: "SMTP over TLS",
  leave: (talk) => smtpReply(talk).then(() => quitSmtp(talk)),
  lastWords: "quit",
  oneAtATime: true,
}

/** RFC 2033: SMTP with another greeting, spoken between one's own servers. */
export const lmtp: Protocol = {
  ports: [7025],
  title: "LMTP",
  start: (talk, self) => startSmtp(talk, `LHLO ${literal(self)}`),
  leave: quitSmtp,
  lastWords: "quit",
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
    if (match === null) throw new ProbeFailure("greeting", `not an SMTP reply: ${plainWords(line)}`)
    lines.push(match[3] ?? "")
    if (match[2] !== "-") return { code: Number(match[1]), lines }
  }
  throw new ProbeFailure("greeting", `an SMTP reply of more than ${lineLimit} lines`)
}

async function startSmtp(talk: Conversation, hello: string): Promise<void> {
  const greeting = await smtpReply(talk)
  if (greeting.code !== 220) throw new ProbeFailure("greeting", said(replyText(greeting)))
  talk.send(`${hello}\r\n`)
  const extensions = await smtpReply(talk)
  if (extensions.code !== 250) throw new ProbeFailure("greeting", said(replyText(extensions)))
  if (!extensions.lines.some((line) => /^starttls\b/i.test(line.trim()))) {
    await quitSmtp(talk)
    throw new ProbeFailure("starttls-refused", "the server does not offer STARTTLS")
  }
  talk.send("STARTTLS\r\n")
  const answer = await smtpReply(talk)
  if (answer.code === 220) return
  await quitSmtp(talk)
  throw new ProbeFailure("starttls-refused", said(replyText(answer)))
}

function replyText({ code, lines }: SmtpReply): string {
  return `${code} ${plainWords(lines.join(" "))}`
}

async function quitSmtp(talk: Conversation): Promise<void> {
  talk.send("QUIT\r\n")
  await smtpReply(talk).catch(() => undefined)
}
