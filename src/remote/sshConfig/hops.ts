/** A host on the way, as ProxyJump names it. */
export interface Hop {
  readonly host: string
  readonly user?: string
  readonly port?: number
}

/** Takes `user@host:port`, `[address]:port` or an `ssh://` URL apart. */
export function parseHop(hop: string): Hop {
  const text = hop.replace(/^ssh:\/\//, "").replace(/\/$/, "")
  // A user's name may have an @ of its own: the last one counts.
  const match = /^(?:(.+)@)?(?:\[([^\]]+)\]|([^:@]+))(?::(\d+))?$/.exec(text)
  const host = match?.[2] ?? match?.[3] ?? text
  return {
    host,
    ...(match?.[1] === undefined ? {} : { user: match[1] }),
    ...(match?.[4] === undefined ? {} : { port: Number(match[4]) }),
  }
}
