import type { Reports } from "../remote/script.js"
import { type Installation, ownedByUser } from "./files.js"

/** What a path does not allow, as the preflight found out by trying it. */
const problems: Readonly<Record<string, string>> = {
  read: "cannot be read",
  write: "cannot be written",
  own: "belongs to somebody else",
  create: "takes no new files",
  follow:
    "is a symbolic link that leads elsewhere: a deploy writes through it, a backup would hold the link alone",
}

interface Obstacle {
  readonly text: string
  /** What zmfixperms would put right: an owner or a mode in a place where it sets them. */
  readonly isFixable: boolean
}

/**
 * Why a deploy could not be undone, from what the preflight reports as `@blocked WHAT OWNER:GROUP MODE PATH`, with what to
 * do where that is known; undefined when nothing is in the way.
 */
export function undoObstacle(reports: Reports, installation: Installation): string | undefined {
  const obstacles = (reports.get("blocked") ?? []).flatMap((line) => read(line, installation) ?? [])
  const said = (fixable: boolean): string =>
    [...new Set(obstacles.filter(({ isFixable }) => isFixable === fixable).map(({ text }) => text))].join(
      ", ",
    )
  const [fixable, others] = [said(true), said(false)]
  const parts = [
    ...(fixable === "" ? [] : [`${fixable} (run zmfixperms as root)`]),
    ...(others === "" ? [] : [others]),
  ]
  if (parts.length === 0) return undefined
  return `a deploy could not be undone by ${installation.user}: ${parts.join("; ")}`
}

function read(line: string, { user, home }: Installation): Obstacle | undefined {
  const [, what = "", owners = "", mode = "", path = ""] = /^(\S+) (\S+) (\S+) (.+)$/.exec(line) ?? []
  const problem = problems[what]
  if (problem === undefined) return undefined
  const isPlace = ownedByUser.some((own) => `${path}/`.startsWith(`${home}/${own}/`))
  const isForeign = owners !== `${user}:${user}`
  // Modes are set for files alone.
  const isShut = what !== "create" && (Number.parseInt(mode, 8) & 0o600) !== 0o600
  return {
    text: `${path} (${owners} ${mode}) ${problem}`,
    isFixable: isPlace && what !== "follow" && (isForeign || isShut),
  }
}
