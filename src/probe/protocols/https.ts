import type { Protocol } from "./protocol.js"

/** And whatever else begins with TLS and expects no farewell. */
export const https: Protocol = {
  ports: [443],
  title: "TLS",
}
