/** What class of defect a reader met; stable enough to branch on. */
export type ProblemKind =
  /** Not DER at all: lengths, tags, truncation, trailing bytes. */
  | "encoding"
  /** DER, but not the structure that the standard defines. */
  | "structure"
  /** A value outside of its type: a character, a date, an integer. */
  | "value"
  /** A time that is not written as RFC 5280 section 4.1.2.5 asks. */
  | "time"
  /** A character that the string type does not have. */
  | "string"
  /** The same extension twice, or the same name where it must be unique. */
  | "duplicate"
  /** Fields that this version of the structure does not have. */
  | "version"
  /** Inner and outer signature algorithm differ, or their parameters are wrong. */
  | "algorithm"
  /** More elements than the reader is willing to look at. */
  | "limit"
  /** PEM armour or its base64. */
  | "pem"
  /** Nothing there. */
  | "empty"

/** One defect of an input, as data. */
export interface Problem {
  readonly kind: ProblemKind
  /** One sentence without final full stop, fit to follow a file name. */
  readonly message: string
  /** Byte offset into the input. */
  readonly offset?: number
  /** Line of the input, counted from 1 (PEM only). */
  readonly line?: number
  /** The clause that is broken, e.g. `RFC 5280 section 4.2`. */
  readonly citation?: string
  /** Whoever wrote it broke a duty, but every relying party reads over it: a matter for lint and for the strictest verdict. */
  readonly lapse?: true
}

/** The result of reading something: a value, or why there is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function unparsed<T>(problem: Problem): Parsed<T> {
  return { ok: false, problem }
}

/** How a reader deep inside a structure gives up; never leaves this room: `attempt` turns it into a Parsed. */
export class Malformed extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Runs a reader; its `Malformed` becomes a problem, any other error is a defect of ours and passes. */
export function attempt<T>(read: () => T): Parsed<T> {
  try {
    return { ok: true, value: read() }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, problem: error.problem }
    throw error
  }
}

/** The first problem that keeps relying parties from using what has it. */
export function firstFatal(problems: readonly Problem[]): Problem | undefined {
  return problems.find(({ lapse }) => lapse === undefined)
}

/** Builds a problem without writing `undefined` into optional fields. */
export function problem(kind: ProblemKind, message: string, offset?: number, citation?: string): Problem {
  return {
    kind,
    message,
    ...(offset === undefined ? {} : { offset }),
    ...(citation === undefined ? {} : { citation }),
  }
}
