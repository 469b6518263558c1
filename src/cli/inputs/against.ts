import { compareCertificates, type InUse, type Renewed } from "../../bundle/compare.js"
import { allowedRemovals, inUseFromFile, inUseFromPort } from "../../bundle/inUse.js"
import { ToolError } from "../../errors.js"
import type { Finding } from "../../finding.js"
import { observe } from "../../probe/observe.js"
import { parseEndpoint } from "../../probe/protocol.js"
import type { Io } from "../io.js"

const timeoutMs = 10_000

export interface AgainstOptions {
  readonly against?: string
  readonly allowRemoved: readonly string[]
}

/**
 * Looks at the certificate in use, where one was asked for: a file of that name, else the port that it names.
 *
 * @returns what to say about a new certificate beside it; nothing without `--against`
 * @throws ToolError `config` for a file without certificate, `usage`, `probe-failed`
 */
export async function comparisonWith(
  io: Io,
  { against, allowRemoved }: AgainstOptions,
): Promise<(renewed: Renewed) => Finding[]> {
  if (against === undefined) return () => []
  const allowed = allowedRemovals(allowRemoved)
  const known = await certificateInUse(io, against)
  return (renewed) => compareCertificates(known, renewed, allowed)
}

async function certificateInUse(io: Io, text: string): Promise<InUse> {
  // Without a port it is a file, there or not: nobody wants a typing error resolved as a host.
  const endpoint = /:\d+$/.test(text) ? parseEndpoint(text) : undefined
  if (endpoint === undefined || (await io.files.exists(text)))
    return inUseFromFile(text, await io.files.read(text))
  const seen = await observe(endpoint, { timeoutMs, clock: io.clock, signal: io.interrupt })
  if (seen.ok) return inUseFromPort(text, seen.chain)
  throw new ToolError("probe-failed", `--against ${text}: ${seen.detail}`, {
    hint: "name a port that serves the certificate now, or a file with it",
  })
}
