/** What a CA says when it refuses: problem documents, RFC 7807 and RFC 8555 section 6.7. */
import { ToolError } from "../errors.js"
import { cut, jsonOf } from "./reading.js"
import { retryAfterMs } from "./retryAfter.js"
import { type AcmeProblem, problemSchema } from "./schemas.js"
import type { AcmeAnswer } from "./transport.js"

const registered = "urn:ietf:params:acme:error:"

/** A refusal in the CA's own words; they are not made fit for a terminal here. */
export class AcmeRefusal extends ToolError {
  /** One for each thing refused: of an order that failed, one an authorization. */
  readonly problems: readonly AcmeProblem[]
  /** Status of the answer; undefined where a resource carried the problem. */
  readonly status: number | undefined
  /** When the CA wants to be asked again, milliseconds from now. */
  readonly retryAfterMs: number | undefined

  constructor(
    what: string,
    problems: readonly AcmeProblem[],
    answer: { readonly status?: number; readonly retryAfterMs?: number | undefined } = {},
  ) {
    const hint = problems.map(hintFor).find((found) => found !== undefined)
    super("ca-refused", `${what}: ${problems.map(problemText).join("; ")}`, {
      hint: hint ?? "the CA's own words say why",
    })
    this.problems = problems
    this.status = answer.status
    this.retryAfterMs = answer.retryAfterMs
  }

  /** Whether the refusal is of a kind that RFC 8555 section 6.7 or a later RFC registers, by its last word. */
  is(kind: string): boolean {
    return this.problems.some(({ type }) => type === registered + kind)
  }
}

/** Room for the names of a large order, each with a reason; an answer may have a thousand times as much. */
const mostText = 16_384

/** Kind, detail, and each subproblem with its name. */
export function problemText(problem: AcmeProblem): string {
  const { type, title, detail, identifier, subproblems = [] } = problem
  const kind = type.startsWith(registered) ? type.slice(registered.length) : type
  const words = detail ?? title ?? "no reason given"
  const own = `${identifier === undefined ? "" : `${identifier.value}: `}${words} (${kind})`
  return cut([own, ...subproblems.map(problemText)].join("; "), mostText)
}

const hints: Readonly<Record<string, string>> = {
  accountDoesNotExist: "make an account with this key at this CA first",
  alreadyReplaced: "order without naming the certificate that is replaced",
  badCSR: "make a CSR that the CA takes; its words say what is wrong",
  caa: "let the CAA records of the names allow this CA",
  externalAccountRequired: "get binding credentials (key identifier and MAC key) from the CA",
  rateLimited: "wait as long as the CA says, then ask again",
  userActionRequired: "do in the CA's portal what it asks for, then run again",
}

function hintFor({ type, subproblems = [] }: AcmeProblem): string | undefined {
  return hints[type.slice(registered.length)] ?? subproblems.map(hintFor).find((found) => found !== undefined)
}

/** An answer that is no success; one without a problem document is shown as it is. */
export function refusalOf(what: string, answer: AcmeAnswer, now: number): AcmeRefusal {
  const { status, headers, body } = answer
  const wait = retryAfterMs(headers["retry-after"], now)
  const read = problemSchema.safeParse(jsonOf(body))
  // JSON of another shape (gateways, portals) says something, too.
  const isProblem =
    read.success && (read.data.detail ?? read.data.title ?? read.data.subproblems) !== undefined
  const problem = isProblem
    ? read.data
    : { type: "about:blank", detail: body.trim().slice(0, 500) || "no reason given" }
  return new AcmeRefusal(`${what}: refused with ${status}`, [problem], { status, retryAfterMs: wait })
}

/** An answer that no reading of the RFC covers; never taken for success. */
export function strangeAnswer(what: string, why: string): ToolError {
  return new ToolError("ca-answer", `${what}: ${why}`, {
    hint: "is this the address of the CA?",
  })
}
