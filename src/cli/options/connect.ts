import { isIP } from "node:net"
import { ToolError } from "../../errors.js"

/**
 * Where `--connect` says to ask: a host name or an address; the port is that of the endpoint.
 *
 * @throws ToolError `usage`
 */
export function connectAddress(word: string): string {
  if (isIP(word) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(word)) return word
  throw new ToolError("usage", `--connect ${word} is no address`, {
    hint: "write an address or a host name, without a port: that of HOST:PORT is asked there",
  })
}
