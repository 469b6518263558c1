import { type ExitCode, exitCodes, ToolError, worstExit } from "../errors.js"
import type { RenewResult } from "./run.js"

/** What became of one domain. */
export interface DomainRenewal {
  readonly domain: string
  readonly exitCode: ExitCode
  /** null where it did not come to one: `error` says why. */
  readonly result: RenewResult | null
  readonly error: { readonly message: string; readonly hint: string | null } | null
}

export interface DomainRenewals {
  /** The worst of all. */
  readonly exitCode: ExitCode
  /** Those that were begun. */
  readonly domains: readonly DomainRenewal[]
  /** What called it off. */
  readonly cancelled?: ToolError
}

export interface EachDomain {
  /** @throws ToolError for what keeps that domain from being renewed */
  readonly renew: (domain: string) => Promise<RenewResult>
  /** Told of each once it is over. */
  readonly watch: (renewal: DomainRenewal, error?: ToolError) => void
  /** Begins no further one once it is aborted. */
  readonly signal: AbortSignal
}

/** Renews domains one after the other; one that fails keeps no other from being renewed. */
export async function renewEach(
  names: readonly string[],
  { renew, signal, watch }: EachDomain,
): Promise<DomainRenewals> {
  const domains: DomainRenewal[] = []
  let cancelled: ToolError | undefined
  for (const domain of names) {
    try {
      const result = await renew(domain)
      domains.push({ domain, exitCode: result.exitCode, result, error: null })
      watch({ domain, exitCode: result.exitCode, result, error: null })
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
      const { exitCode, hint = null, message } = error
      const ended = { domain, exitCode, result: null, error: { message, hint } }
      domains.push(ended)
      if (error.code === "cancelled") cancelled = error
      else watch(ended, error)
    }
    if (cancelled !== undefined || signal.aborted) break
  }
  const exitCode = domains.length === 0 ? exitCodes.ok : worstExit(domains.map((one) => one.exitCode))
  return { exitCode, domains, ...(cancelled && { cancelled }) }
}
