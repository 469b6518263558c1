/** Authorizations and challenges: RFC 8555 sections 7.5 and 8. */
import { ToolError } from "../errors.js"
import type { AcmeAccount } from "./account.js"
import { readBody } from "./client.js"
import { keyAuthorization } from "./keyAuthorization.js"
import { AcmeNeed } from "./need.js"
import type { AcmeOrder } from "./order.js"
import { type Patience, pollUntil, requireTime } from "./polling.js"
import { AcmeRefusal, strangeAnswer } from "./problem.js"
import { isOfOrder } from "./requested.js"
import { type AcmeIdentifier, type AcmeProblem, authorizationSchema, type Challenge } from "./schemas.js"
import type { AcmeAnswer } from "./transport.js"

/** Whether an account may have certificates for a name. */
export interface Authorization {
  readonly url: string
  /** Of a wildcard, the name without `*.`. */
  readonly identifier: AcmeIdentifier
  readonly wildcard?: boolean | undefined
  readonly status: "pending" | "valid" | "invalid" | "deactivated" | "expired" | "revoked"
  readonly challenges: readonly Challenge[]
}

/** A challenge that is to be met. */
export interface ChallengeTask {
  readonly identifier: AcmeIdentifier
  readonly wildcard: boolean
  readonly challenge: Challenge
  /** undefined for kinds that have no token (dns-persist-01). */
  readonly keyAuthorization: string | undefined
}

/** Who meets challenges of one kind. */
export interface ChallengeSolver {
  /** `dns-01`, `http-01`, or what a CA has beside them. */
  readonly type: string
  /** Publishes all of them, and resolves once the CA will find each one. */
  readonly present: (tasks: readonly ChallengeTask[], signal?: AbortSignal) => Promise<void>
  /** Takes all of them back, also those that were never published; asked after every end. */
  readonly cleanUp: (tasks: readonly ChallengeTask[]) => Promise<void>
}

export interface AuthorizeOptions extends Patience {
  /** Not needed where every name is authorized already. */
  readonly solver?: ChallengeSolver
  /** Told what `cleanUp` threw: the order does not fail by what stays behind. */
  readonly onLeftover?: (error: unknown) => void
}

export async function readAuthorization(
  account: AcmeAccount,
  url: string,
  signal?: AbortSignal,
): Promise<Authorization> {
  const answer = await account.client.post(account, url, "", { what: "an authorization", signal })
  return authorizationOf(answer, url)
}

function authorizationOf(answer: AcmeAnswer, url: string): Authorization {
  return { ...readBody(answer, authorizationSchema, "an authorization"), url }
}

/**
 * Gets every name of an order authorized. None that is valid already is touched; of the others all are published, then
 * all are answered, then all are waited for.
 *
 * @returns the names that had to be shown, those of authorizations that were valid before left out
 * @throws AcmeRefusal with a problem for each name that failed; ToolError `ca-answer` for a name that was not ordered, `config` where the solver cannot meet what the
 *   CA offers; `time-limit`; what the solver throws
 */
export async function authorizeOrder(
  account: AcmeAccount,
  order: AcmeOrder,
  options: AuthorizeOptions,
): Promise<readonly AcmeIdentifier[]> {
  const { signal, solver } = options
  const open: Authorization[] = []
  for (const url of order.authorizations) {
    requireTime("the authorizations", account.client.clock, options)
    const authorization = await readAuthorization(account, url, signal)
    if (authorization.status === "pending") open.push(authorization)
    else if (authorization.status !== "valid") throw refused([authorization])
  }
  const [first] = open
  if (first === undefined) return []
  if (solver === undefined) throw notSetUp(first, "no challenge")
  const tasks = open.map((authorization) => taskOf(account, order, { authorization, type: solver.type }))
  try {
    await solver.present(tasks, signal)
    // A challenge that was answered before its client ended is not answered again.
    for (const { challenge } of tasks)
      if (challenge.status === "pending")
        await account.client.post(account, challenge.url, {}, { what: "a challenge", signal })
    await awaitAll(account, open, options)
  } finally {
    await solver.cleanUp(tasks).catch((error: unknown) => options.onLeftover?.(error))
  }
  return open.map(({ identifier }) => identifier)
}

/**
 * What an earlier process may have published for the names of an order that are no longer to be shown, so that it can be
 * taken back.
 */
export async function leftoverTasks(
  account: AcmeAccount,
  order: AcmeOrder,
  type: string,
  signal?: AbortSignal,
): Promise<readonly ChallengeTask[]> {
  const tasks: ChallengeTask[] = []
  for (const url of order.authorizations) {
    const authorization = await readAuthorization(account, url, signal)
    const met = authorization.challenges.some((one) => one.type === type && one.status !== "pending")
    if (authorization.status !== "pending" && met) tasks.push(taskOf(account, order, { authorization, type }))
  }
  return tasks
}

/** Nothing is published, and no hook told, for what a CA names of its own accord. */
function taskOf(
  { key }: AcmeAccount,
  { identifiers }: AcmeOrder,
  { authorization, type }: { readonly authorization: Authorization; readonly type: string },
): ChallengeTask {
  const { challenges, identifier, wildcard = false } = authorization
  if (!isOfOrder(identifier, identifiers))
    throw strangeAnswer("an authorization", `it is for ${identifier.value}, which was not ordered`)
  const challenge = challenges.find((one) => one.type === type)
  if (challenge === undefined) throw notSetUp(authorization, type)
  const { token } = challenge
  return {
    ...{ identifier, wildcard, challenge },
    keyAuthorization: token === undefined ? undefined : keyAuthorization(token, key),
  }
}

function notSetUp({ challenges, identifier }: Authorization, what: string): AcmeNeed {
  const offered = challenges.map(({ type }) => type)
  const list = offered.join(", ") || "nothing"
  return new AcmeNeed("config", `${identifier.value}: the CA offers ${list}, and ${what} is set up`, {
    need: { kind: "challenge", offered },
    hint: "set up a challenge that the CA offers, or have the domain validated at the CA beforehand",
  })
}

/** Waits for all before it says what failed: whoever reads it sees every name. */
async function awaitAll(
  account: AcmeAccount,
  open: readonly Authorization[],
  patience: AuthorizeOptions,
): Promise<void> {
  const ended: Authorization[] = []
  for (const authorization of open) ended.push(await awaitOne(account, authorization, patience))
  const failed = ended.filter(({ status }) => status !== "valid")
  if (failed.length > 0) throw refused(failed)
}

async function awaitOne(
  account: AcmeAccount,
  { identifier, url }: Authorization,
  patience: AuthorizeOptions,
): Promise<Authorization> {
  let seen: Authorization | undefined
  const ask = async () => {
    const options = { what: "an authorization", signal: patience.signal }
    const answer = await account.client.post(account, url, "", options)
    seen = authorizationOf(answer, url)
    return { answer, last: seen.status === "pending" ? undefined : seen }
  }
  try {
    return await pollUntil(`the authorization of ${identifier.value}`, ask, account.client.clock, patience)
  } catch (error) {
    // RFC 8555 section 8.2: a CA that tries again leaves the authorization pending, with what it met in the challenge.
    const late = error instanceof ToolError && error.code === "time-limit"
    if (late && seen?.challenges.some((challenge) => challenge.error !== undefined) === true) return seen
    throw error
  }
}

/** Each name with what its challenge met. */
function refused(failed: readonly Authorization[]): AcmeRefusal {
  const problems = failed.map(({ challenges, identifier, status }): AcmeProblem => {
    const met = challenges.find(({ error }) => error !== undefined)?.error
    return { ...(met ?? { type: "about:blank", detail: `the authorization is ${status}` }), identifier }
  })
  return new AcmeRefusal("names are not authorized", problems)
}
