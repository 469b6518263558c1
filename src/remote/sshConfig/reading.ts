import { type Facts, hostHolds, matchHolds, type Verdict } from "./conditions.js"
import { followed, gathering, notFollowed } from "./keywords.js"
import type { ConfigFile, ConfigLine } from "./lines.js"

/** Values by keyword in lower case, as they are written. */
export type RawSettings = ReadonlyMap<string, readonly string[]>

export interface ConfigWarning {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What cannot be followed, and what that leads to. */
  readonly text: string
  /** Only this reading cannot follow it; OpenSSH's own can. */
  readonly decidable?: boolean
}

export interface Reading {
  readonly values: RawSettings
  /** Keywords that stand where nobody knows whether they hold. */
  readonly undecided: ReadonlySet<string>
  readonly warnings: readonly ConfigWarning[]
}

export interface Question {
  readonly host: string
  /** What the command line would say, and therefore stands before all files. */
  readonly given?: {
    readonly user?: string | undefined
    readonly port?: number | undefined
    readonly hostName?: string | undefined
  }
  readonly localUser: string
}

export interface ConfigFiles {
  /** The user's own, ~/.ssh/config. */
  readonly user: ConfigFile
  /** /etc/ssh/ssh_config. */
  readonly system: ConfigFile
}

/**
 * Reads ssh_config(5) as OpenSSH does, without what asks this machine something: the user's file before the system's,
 * the first value of each keyword, a second time where a `Match final` asks for it.
 */
export function readConfig(files: ConfigFiles, question: Question): Reading {
  const first = new Reader(question)
  first.read(files)
  if (!first.wantsFinal) return first.result()
  const second = new Reader(question, first.result())
  second.read(files)
  return second.result()
}

/** Where a line stands. */
interface Place {
  /** In the system's file, or one that it includes. */
  readonly system: boolean
  readonly holds: Verdict
}

class Reader {
  readonly #question: Question
  readonly #final: boolean
  readonly #values: Map<string, readonly string[]>
  readonly #undecided: Set<string>
  readonly #warnings: Map<string, ConfigWarning>
  wantsFinal = false

  constructor(question: Question, earlier?: Reading) {
    this.#question = question
    this.#final = earlier !== undefined
    this.#values = new Map(earlier?.values ?? valuesGiven(question))
    this.#undecided = new Set(earlier?.undecided)
    this.#warnings = new Map(earlier?.warnings.map((one) => [`${one.file}:${one.line}`, one]))
    // OpenSSH keeps the host's name as it came out of the first reading.
    if (this.#final && !this.#values.has("hostname"))
      this.#values.set("hostname", [question.host.toLowerCase()])
  }

  read({ user, system }: ConfigFiles): void {
    this.#file(user, { system: false, holds: true })
    this.#file(system, { system: true, holds: true })
  }

  result(): Reading {
    return { values: this.#values, undecided: this.#undecided, warnings: [...this.#warnings.values()] }
  }

  /** What is included ends its own Host and Match blocks, and stands under the one that includes it. */
  #file(file: ConfigFile, outer: Place): void {
    let place = outer
    for (const line of file) {
      const { keyword, included } = line
      const block = keyword === "host" || keyword === "match"
      if (block) place = { ...outer, holds: both(outer.holds, this.#block(line)) }
      else if (place.holds !== false && keyword !== "include") this.#line(line, place.system, place.holds)
      if (place.holds !== false) for (const inner of included ?? []) this.#file(inner, place)
    }
  }

  #block(line: ConfigLine): Verdict {
    return line.keyword === "host" ? hostHolds(line.args, this.#facts()) : this.#match(line)
  }

  #match(line: ConfigLine): Verdict {
    if (line.args.some((word) => /^!?final$/i.test(word))) this.wantsFinal = true
    return matchHolds(line.args, this.#facts())
  }

  #line(line: ConfigLine, system: boolean, holds: Verdict): void {
    const { keyword } = line
    if (followed.has(keyword)) {
      if (holds === true) this.#take(line)
      else if (holds !== false) this.#pass(line, holds.unknown)
    } else if (holds === true) this.#notice(line, system)
  }

  #take({ keyword, args, rest }: ConfigLine): void {
    if (this.#isSet(keyword)) return
    const values = keyword === "proxycommand" ? [rest] : [...args]
    if (values.length === 0 || values[0] === "") return
    const earlier = gathering.has(keyword) ? (this.#values.get(keyword) ?? []) : []
    this.#values.set(keyword, [...earlier, ...values.filter((one) => !earlier.includes(one))])
  }

  /** After a ProxyCommand no ProxyJump counts, not even after `none`; the other way round, the jump wins in the end. */
  #isSet(keyword: string): boolean {
    if (gathering.has(keyword)) return false
    if (keyword === "proxyjump" && this.#values.has("proxycommand")) return true
    return this.#values.has(keyword)
  }

  #pass(line: ConfigLine, criterion: string): void {
    if (this.#isSet(line.keyword)) return
    this.#undecided.add(line.keyword)
    this.#warn(
      line,
      `${line.keyword} is passed over: it depends on Match ${criterion}, which only OpenSSH's ssh can ask`,
      true,
    )
  }

  #notice(line: ConfigLine, system: boolean): void {
    const { keyword, args } = line
    if (keyword === "canonicalizehostname" && /^(yes|true|always)$/i.test(args[0] ?? "")) {
      for (const one of followed) this.#undecided.add(one)
      this.#warn(
        line,
        "names are not completed here: Host and Match lines for the whole name do not hold",
        true,
      )
    }
    const reason = notFollowed[keyword]
    // What a distribution sets for everybody is no wish of this user's.
    if (reason === undefined || system || !(reason.when?.test(args[0] ?? "") ?? true)) return
    this.#warn(line, `${keyword} ${args.join(" ")} is not followed: ${reason.consequence}`)
  }

  #warn({ file, line }: ConfigLine, text: string, decidable = false): void {
    this.#warnings.set(`${file}:${line}`, { file, line, text, ...(decidable ? { decidable } : {}) })
  }

  #facts(): Facts {
    const { host, localUser } = this.#question
    const name = this.#values.get("hostname")?.[0]
    return {
      originalHost: host,
      host: name === undefined ? host : name.replaceAll("%h", host.toLowerCase()).replaceAll("%%", "%"),
      user: this.#values.get("user")?.[0] ?? localUser,
      localUser,
      final: this.#final,
    }
  }
}

function both(outer: Verdict, own: Verdict): Verdict {
  if (outer === false || own === false) return false
  return outer === true ? own : outer
}

function valuesGiven({ given = {} }: Question): Map<string, readonly string[]> {
  const { user, port, hostName } = given
  const values = { user, port: port?.toString(), hostname: hostName }
  return new Map(
    Object.entries(values).flatMap(([keyword, value]) => (value === undefined ? [] : [[keyword, [value]]])),
  )
}
