import { dial } from "../dial.js"
import type { Endpoint } from "./endpoint.js"
import { ProbeFailure } from "./failure.js"
import type { Reach } from "./vantage.js"

/** Straight from this machine. `connectMs` is how long a port may take to answer at all; no limit of its own unless given. */
export function direct({ host, address = host, port }: Endpoint, connectMs?: number): Reach {
  return {
    from: { way: "direct", address },
    async open(signal) {
      if (connectMs === undefined) return dial({ host: address, port, signal })
      const tooLong = new AbortController()
      const silence = new ProbeFailure("timeout", `no answer within ${connectMs / 1000} s`)
      const timer = setTimeout(() => tooLong.abort(silence), connectMs)
      const either = AbortSignal.any([signal, tooLong.signal])
      try {
        return await dial({ host: address, port, signal: either })
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
