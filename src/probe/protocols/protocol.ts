import type { Conversation } from "../conversation.js"

/** Everything that the probe knows of a protocol. */
export interface Protocol {
  /** The port of `NAME://host`, then others whose number says that it is spoken there. */
  readonly ports: readonly [usual: number, ...others: number[]]
  /** How it is called in help and messages. */
  readonly title: string
  /** Asks for TLS; absent where TLS starts with the first byte. `self` is this end's address. */
  readonly start?: (talk: Conversation, self: string) => Promise<void>
  /** Leaves in good manners, inside TLS, so that no server counts us among the aborted connections. */
  readonly leave?: (talk: Conversation) => Promise<void>
  /** The words of that farewell, for openssl s_client: it takes a line that begins with Q for itself, hence in lower case. */
  readonly lastWords?: string
  /** Its servers count connections: one at a time, on all ports of a server. */
  readonly oneAtATime?: true
}

/** No honest server needs more reply lines than this. */
export const lineLimit = 200

/** What a server said, for messages. */
export function said(text: string): string {
  return `the server said: ${text}`
}
