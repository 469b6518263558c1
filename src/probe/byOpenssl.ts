import { isIP } from "node:net"
import { readReports, reported } from "../remote/script.js"
import type { Session } from "../remote/session.js"
import { sha256 } from "../x509/fingerprint.js"
import { readPem } from "../x509/pem.js"
import { askOpenssl } from "../zimbra/askOpenssl.js"
import type { Endpoint, Observation } from "./endpoint.js"
import { classify, type ObservationFailure, plainWords } from "./failure.js"
import type { ObserveOptions } from "./observe.js"
import { protocols } from "./protocols/table.js"

/** How long the log-in and the start of the shell may take beside the question itself, milliseconds. */
const shellMs = 5_000

/**
 * Asks openssl on the server what one of its ports serves: for servers whose sshd opens no connections to ports. Its exit status
 * and its own judgement count for nothing, only the certificates that it shows.
 */
export async function observeByOpenssl(
  endpoint: Endpoint,
  {
    session,
    home,
    addresses,
  }: { session: Pick<Session, "exec">; home: string; addresses: readonly string[] },
  { clock, signal, timeoutMs, leafOnly }: ObserveOptions,
): Promise<Observation> {
  const at = clock.now()
  const end = (): { at: number; ms: number } => ({ at, ms: clock.now() - at })
  const fail = (kind: ObservationFailure, detail: string, connected = false): Observation => {
    const from = { way: "openssl", address: addresses.at(-1) ?? endpoint.host } as const
    return { ok: false, endpoint, from, connected, kind, detail: plainWords(detail), ...end() }
  }
  const { port, protocol } = endpoint
  const name = endpoint.sni ?? endpoint.host
  const command = askOpenssl({
    ...{ home, port, addresses, wholeChain: leafOnly !== true },
    name: isIP(name) === 0 ? name : undefined,
    starttls: protocols[protocol].start === undefined ? undefined : protocol,
    farewell: protocols[protocol].lastWords ?? "",
    seconds: Math.max(1, Math.ceil(timeoutMs / 1000)),
  })
  const limits = {
    timeoutMs: timeoutMs * addresses.length + shellMs,
    ...(signal === undefined ? {} : { signal }),
  }
  try {
    const { stdout, stderr } = await session.exec(command, limits)
    const reports = readReports(stdout)
    const chain = readPem(Buffer.from(stdout)).blocks.map(({ der }) => der)
    const [leaf] = chain
    const address = reported(reports, "address")
    if (leaf !== undefined && address !== undefined) {
      const [version = "unknown", cipher = "unknown"] = sessionOf(reported(reports, "session") ?? "")
      const from = { way: "openssl", address } as const
      return { ok: true, endpoint, from, fingerprint: sha256(leaf), chain, version, cipher, ...end() }
    }
    if (reports.has("missing"))
      return fail("forbidden", "its SSH server opens no connections to ports, and it has no openssl")
    const said = reports.get("refused")?.at(-1)
    if (said === undefined) return fail("ssh", `openssl could not be asked: ${stderr.trim() || "no report"}`)
    if (/refused|not known|no route|unreachable/i.test(said))
      return fail("refused", `no answer at ${addresses.join(" and ")}`)
    return fail("protocol", `openssl got no certificate from ${said}`, true)
  } catch (error) {
    const { kind, message } = classify(error, "on the server")
    return fail(kind, message)
  }
}

/** `TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384`. */
function sessionOf(text: string): string[] {
  return /^(\S+), Cipher is (\S+)/.exec(text)?.slice(1) ?? []
}
