import type { Conversation } from "../conversation.js"
import { ProbeFailure, plainWords } from "../failure.js"
import type { Protocol } from "./protocol.js"

/** RFC 4511 section 4.14. */
export const ldap: Protocol = {
  ports: [389],
  title: "LDAP",
  start: startTls,
  leave: async (talk) => sendUnbind(talk),
}

export const ldaps: Protocol = {
  ports: [636],
  title: "LDAP over TLS",
  leave: async (talk) => sendUnbind(talk),
}

/** RFC 4511 section 4.14.1: the name of the StartTLS request. */
const startTlsOid = "1.3.6.1.4.1.1466.20037"

/** LDAPMessage { messageID 1, extendedReq [APPLICATION 23] { requestName [0] } }. */
const request = Uint8Array.from([
  0x30,
  startTlsOid.length + 7,
  ...[0x02, 0x01, 0x01],
  ...[0x77, startTlsOid.length + 2, 0x80, startTlsOid.length],
  ...Buffer.from(startTlsOid),
])

/** LDAPMessage { messageID 2, unbindRequest [APPLICATION 2] NULL }. */
const unbind = Uint8Array.from([0x30, 0x05, 0x02, 0x01, 0x02, 0x42, 0x00])

/** Sends the unbind, to which no server answers (RFC 4511 section 4.3). */
function sendUnbind(talk: Conversation): void {
  talk.send(unbind)
}

async function startTls(talk: Conversation): Promise<void> {
  talk.send(request)
  const { tag, content } = await readElement(talk)
  if (tag !== 0x30) throw new ProbeFailure("protocol", "not an LDAP message")
  const [, response] = elements(content)
  if (response?.tag !== 0x78) throw new ProbeFailure("protocol", "not an answer to an LDAP extended request")
  const [result, , diagnostic] = elements(response.content)
  if (result?.tag !== 0x0a || result.content.length !== 1)
    throw new ProbeFailure("protocol", "an LDAP answer without a result code")
  const code = result.content[0]
  if (code === 0) return
  sendUnbind(talk)
  const words = plainWords(Buffer.from(diagnostic?.content ?? []).toString("latin1"))
  throw new ProbeFailure("starttls-refused", `LDAP result ${code}${words === "" ? "" : `: ${words}`}`)
}

interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

/** LDAP restricts BER to definite lengths (RFC 4511 section 5.1); servers use the long form even where the short fits. */
async function readElement(talk: Conversation): Promise<Element> {
  const head = await talk.octets(2)
  const [tag = 0, first = 0] = head
  if (first < 0x80) return { tag, content: await talk.octets(first) }
  const count = first & 0x7f
  if (count === 0 || count > 4) throw new ProbeFailure("protocol", "not an LDAP message")
  const length = (await talk.octets(count)).readUIntBE(0, count)
  return { tag, content: await talk.octets(length) }
}

function elements(bytes: Uint8Array): Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1] ?? 0
    const count = first < 0x80 ? 0 : first & 0x7f
    const start = at + 2 + count
    const length =
      count === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, octet) => sum * 256 + octet, 0)
    if (start + length > bytes.length) throw new ProbeFailure("protocol", "an LDAP message cut short")
    found.push({ tag, content: bytes.subarray(start, start + length) })
    at = start + length
  }
  return found
}
