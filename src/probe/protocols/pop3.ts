import type { Conversation } from "../conversation.js"
import { ProbeFailure, plainWords } from "../failure.js"
import { type Protocol, said } from "./protocol.js"

/** RFC 2595 section 4. */
export const pop3: Protocol = {
  ports: [110, 7110],
  title: "POP3",
  start: startPop3,
  leave: quitPop3,
  lastWords: "quit",
}

/** RFC 8314 section 3.1: the greeting comes inside TLS. */
export const pop3s: Protocol = {
  ports: [995, 7995],
  title: "POP3 over TLS",
  leave: (talk) => talk.line().then(() => quitPop3(talk)),
  lastWords: "quit",
}

async function startPop3(talk: Conversation): Promise<void> {
  const greeting = await talk.line()
  if (!/^\+OK\b/i.test(greeting)) throw new ProbeFailure("greeting", said(plainWords(greeting)))
  talk.send("STLS\r\n")
  const answer = await talk.line()
  if (/^\+OK\b/i.test(answer)) return
  await quitPop3(talk)
  throw new ProbeFailure("starttls-refused", said(plainWords(answer)))
}

async function quitPop3(talk: Conversation): Promise<void> {
  talk.send("QUIT\r\n")
  await talk.line().catch(() => undefined)
}
