import { ToolError } from "../errors.js"
import { ask } from "./ask.js"
import { aliasTarget, authorityOf } from "./authority.js"
import { type Dns, type RecordOf, timeLimitOf } from "./lookUp.js"
import { codeName, type RecordType } from "./recordTypes.js"
import type { DnsServer } from "./transport.js"

/** What a name server says at one of its addresses. */
export interface ServerAnswer<T extends RecordType> {
  readonly name: string
  readonly server: DnsServer
  /** With the whole TTL, which a resolver's cache has a part of only; undefined where there was no usable answer. */
  readonly records: readonly RecordOf<T>[] | undefined
  readonly problem: string
}

/** This machine has no way to addresses of that kind. */
const noWay: ReadonlySet<string> = new Set(["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"])

function isOutOfReach(error: ToolError): boolean {
  return noWay.has(String((error.cause as { readonly code?: unknown } | undefined)?.code))
}

/**
 * Asks every authoritative server of a name at each of its addresses; one that this machine has no way to is left out where the same server
 * answered at another.
 *
 * @throws ToolError `dns-unanswered` where it is not known who they are; `config` for aliases in a circle; `cancelled`
 */
export async function askEveryServer<T extends RecordType>(
  dns: Dns,
  name: string,
  type: T,
  signal?: AbortSignal,
): Promise<readonly ServerAnswer<T>[]> {
  const target = await aliasTarget(dns, name, signal)
  const { servers } = await authorityOf(dns, target, signal)
  const asked = servers.flatMap((one) => one.addresses.map((server) => ({ name: one.name, server })))
  const answers = await Promise.all(
    asked.map(async (one) => ({
      ...one,
      ...(await askAuthority<T>(dns, one.server, { name: target, type, signal })),
    })),
  )
  return answers.filter(
    (one) =>
      !one.isOutOfReach || !answers.some((other) => other.name === one.name && other.records !== undefined),
  )
}

/**
 * Asks one server that has to have the name's zone; whatever else it answers is a problem.
 *
 * @throws ToolError `cancelled`
 */
export async function askAuthority<T extends RecordType>(
  dns: Dns,
  server: DnsServer,
  {
    name,
    type,
    signal,
  }: { readonly name: string; readonly type: T; readonly signal?: AbortSignal | undefined },
): Promise<Pick<ServerAnswer<T>, "records" | "problem"> & { readonly isOutOfReach: boolean }> {
  const without = { records: undefined, isOutOfReach: false }
  try {
    const options = { recursion: false, tries: 2, signal, ...timeLimitOf(dns) }
    const { answers, code, isAuthoritative } = await ask(dns, server, { name, type }, options)
    if (code !== 0 && code !== 3)
      return { ...without, problem: `answers ${codeName(code)} to ${name} ${type}` }
    if (!isAuthoritative) return { ...without, problem: `does not have the zone of ${name}` }
    const records = answers.filter((one): one is RecordOf<T> => one.type === type && one.name === name)
    return { records, problem: "", isOutOfReach: false }
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "dns-unanswered") throw error
    return { ...without, problem: error.message, isOutOfReach: isOutOfReach(error) }
  }
}
