import type { Duplex } from "node:stream"
import type { ProbeProtocol } from "../probe/protocols/table.js"

/** What the demo's servers speak: everything the probe asks, and plain HTTP for the load balancer's probe on 80. */
export type ListenerProtocol = ProbeProtocol | "http"

/** One client's connection: answers it, or asks for TLS to begin. */
export interface Peer {
  readonly socket: Duplex
  /** Sends the words in clear, then begins TLS. */
  startTls(words: string | Uint8Array): void
}

/** Answers one line (or, for LDAP, one chunk) from the client. */
type Answer = (line: string, peer: Peer) => void

interface Server {
  /** Said first, unasked. */
  readonly greeting?: string
  readonly answer: Answer
}

function reply({ socket }: Peer, text: string): void {
  socket.write(`${text}\r\n`)
}

function leave({ socket }: Peer, text: string): void {
  socket.end(`${text}\r\n`)
}

const smtp = (secured: boolean, lmtp: boolean): Server => ({
  greeting: `220 mail.example.edu ${lmtp ? "LMTP" : "ESMTP"} ready`,
  answer(line, peer) {
    const verb = line.trim().split(" ", 1)[0]?.toUpperCase()
    if (verb === "QUIT") return leave(peer, "221 2.0.0 Bye")
    if (verb === (lmtp ? "LHLO" : "EHLO"))
      return reply(
        peer,
        `250-mail.example.edu\r\n250-SIZE 10240000\r\n${secured ? "" : "250-STARTTLS\r\n"}250 8BITMIME`,
      )
    if (verb === "STARTTLS" && !secured) return peer.startTls("220 2.0.0 Ready to start TLS\r\n")
    return reply(peer, "502 5.5.2 Error: command not recognized")
  },
})

const imap = (secured: boolean): Server => ({
  greeting: "* OK IMAP4rev1 ready",
  answer(line, peer) {
    const [tag = "*", verb = ""] = line.trim().split(" ")
    if (verb.toUpperCase() === "LOGOUT") return leave(peer, `* BYE logging out\r\n${tag} OK LOGOUT completed`)
    if (verb.toUpperCase() === "STARTTLS" && !secured)
      return peer.startTls(`${tag} OK Begin TLS negotiation now\r\n`)
    return reply(peer, `${tag} BAD command unknown`)
  },
})

const pop3 = (secured: boolean): Server => ({
  greeting: "+OK POP3 ready",
  answer(line, peer) {
    const verb = line.trim().toUpperCase()
    if (verb === "QUIT") return leave(peer, "+OK bye")
    if (verb === "STLS" && !secured) return peer.startTls("+OK Begin TLS negotiation\r\n")
    return reply(peer, "-ERR unknown command")
  },
})

const http = (answer: string): Server => ({
  answer(line, { socket }) {
    if (line.trim() === "") socket.end(answer)
  },
})

const plainHttp = http(
  "HTTP/1.1 302 Found\r\nLocation: https://mail.example.edu/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
)
const secureHttp = http("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n")

/** LDAPMessage { messageID 1, extendedResp [APPLICATION 24] { success, "", "" } } (RFC 4511 section 4.12). */
const ldapSuccess = Uint8Array.from([0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0])

const ldap = (secured: boolean): Server => ({
  answer(octets, peer) {
    if (octets.includes("\x42\x00")) peer.socket.end()
    else if (!secured && octets.includes("1.3.6.1.4.1.1466.20037")) peer.startTls(ldapSuccess)
    else peer.socket.end()
  },
})

function serverFor(protocol: ListenerProtocol, secured: boolean): Server {
  switch (protocol) {
    case "http":
      return plainHttp
    case "https":
      return secureHttp
    case "smtp":
    case "smtps":
      return smtp(secured, false)
    case "lmtp":
      return smtp(secured, true)
    case "imap":
    case "imaps":
      return imap(secured)
    case "pop3":
    case "pop3s":
      return pop3(secured)
    case "ldap":
    case "ldaps":
      return ldap(secured)
  }
}

/** Longest unfinished line a client may send. */
const lineLimit = 4096

/** Answers one connection until it ends or TLS begins; `secured` once TLS is in place. */
export function converse(
  protocol: ListenerProtocol,
  peer: Peer,
  options: { secured: boolean; greet: boolean },
): void {
  const server = serverFor(protocol, options.secured)
  const { socket } = peer
  let pending = ""
  let listening = true
  const onData = (chunk: Buffer): void => {
    pending += chunk.toString("latin1")
    if (pending.length > lineLimit) {
      socket.destroy()
      return
    }
    // LDAP has no lines; its messages here are small enough to come in one piece.
    const units = protocol === "ldap" || protocol === "ldaps" ? whole() : lines()
    for (const unit of units) if (listening) server.answer(unit, client)
  }
  function* whole(): Generator<string> {
    const all = pending
    pending = ""
    yield all
  }
  function* lines(): Generator<string> {
    for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
      const line = pending.slice(0, end)
      pending = pending.slice(end + 1)
      yield line
    }
  }
  const client: Peer = {
    socket,
    startTls(words) {
      listening = false
      socket.off("data", onData)
      socket.pause()
      peer.startTls(words)
    },
  }
  if (options.greet && server.greeting !== undefined) socket.write(`${server.greeting}\r\n`)
  socket.on("data", onData)
}
