import type { Conversation } from "../conversation.js"
import { ProbeFailure, plainWords } from "../failure.js"
import { lineLimit, type Protocol, said } from "./protocol.js"

/** RFC 9051 section 6.2.1. */
export const imap: Protocol = {
  ports: [143, 7143],
  title: "IMAP",
  start: startImap,
  leave: logoutImap,
  lastWords: "a2 LOGOUT",
}

/** RFC 8314 section 3.2: the greeting comes inside TLS. */
export const imaps: Protocol = {
  ports: [993, 7993],
  title: "IMAP over TLS",
  leave: (talk) => talk.line().then(() => logoutImap(talk)),
  lastWords: "a2 LOGOUT",
}

async function startImap(talk: Conversation): Promise<void> {
  const greeting = await talk.line()
  if (!/^\* (OK|PREAUTH)\b/i.test(greeting)) throw new ProbeFailure("greeting", said(plainWords(greeting)))
  talk.send("a1 STARTTLS\r\n")
  const answer = await imapTagged(talk, "a1")
  if (/^OK\b/i.test(answer)) return
  await logoutImap(talk)
  throw new ProbeFailure("starttls-refused", said(plainWords(answer)))
}

/** RFC 3501 section 2.2.2: untagged lines may come at any time; the tagged one completes the command. */
async function imapTagged(talk: Conversation, tag: string): Promise<string> {
  for (let lines = 0; lines < lineLimit; lines++) {
    const line = await talk.line()
    if (line.startsWith(`${tag} `)) return line.slice(tag.length + 1)
    if (!/^[*+]/.test(line)) throw new ProbeFailure("protocol", `not an IMAP reply: ${plainWords(line)}`)
  }
  throw new ProbeFailure("protocol", `an IMAP reply of more than ${lineLimit} lines`)
}

async function logoutImap(talk: Conversation): Promise<void> {
  talk.send("a2 LOGOUT\r\n")
  await imapTagged(talk, "a2").catch(() => undefined)
}
