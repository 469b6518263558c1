import { type ErrorCode, ToolError } from "./errors.js"

type Action = "read" | "write"

/** What the system said, as people say it; `{action}` is what was tried. */
interface Cause {
  /** Left out: that it cannot be read or written. */
  readonly kind?: ErrorCode
  readonly says: string
  readonly hint: string
}

const denied: Cause = { says: ": permission denied", hint: "run as a user who may {action} it" }
const tooManyOpen: Cause = {
  says: ": too many open files",
  hint: "raise the limit (ulimit -n 1024), then run again",
}
const noSpace: Cause = {
  kind: "no-space",
  says: ": no space left on this machine",
  hint: "free some space, then run again",
}

/** Whatever is done. */
const always: Readonly<Record<string, Cause>> = {
  EEXIST: { kind: "exists", says: " exists already", hint: "move it away or choose another name" },
  EISDIR: { kind: "usage", says: " is a folder", hint: "name a file in it" },
  ENAMETOOLONG: { kind: "usage", says: " is too long for a file name", hint: "choose a shorter one" },
  ELOOP: { kind: "usage", says: " is a link that leads in a circle", hint: "name the file itself" },
  EACCES: denied,
  EPERM: denied,
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  EROFS: { says: ": the file system is read-only", hint: "work in a folder that can be written" },
  EMFILE: tooManyOpen,
  ENFILE: tooManyOpen,
}

/** Of reading, or of writing, alone. */
const byAction: Readonly<Record<Action, Readonly<Record<string, Cause>>>> = {
  read: {
    ENOENT: { kind: "not-found", says: ": no such file", hint: "check the path" },
    ENOTDIR: { kind: "not-found", says: ": no such file", hint: "check the path: a part of it is no folder" },
  },
  write: {
    ENOENT: { says: ": its folder takes no new file", hint: "choose another folder" },
    ENOTDIR: { kind: "usage", says: ": a part of the path is no folder", hint: "check the path" },
    ENXIO: { says: " is a pipe or socket that nobody reads", hint: "start its reader first, or name a file" },
  },
}

/** Turns a failed file operation into a ToolError whose hint fits the cause. */
export function fileError(action: Action, file: string, cause: unknown): ToolError {
  const errno = String((cause as { code?: unknown } | undefined)?.code ?? "")
  const usual: ErrorCode = action === "read" ? "unreadable" : "unwritable"
  const known = byAction[action][errno] ?? always[errno]
  if (known === undefined)
    return new ToolError(usual, `cannot ${action} ${file}: ${errno === "" ? String(cause) : errno}`, {
      hint: `${action === "read" ? "copy it elsewhere" : "choose another folder"}, or ask whoever looks after this machine's disks`,
      cause,
    })
  const { kind = usual, says, hint } = known
  return new ToolError(kind, `${file}${says}`, { hint: hint.replace("{action}", action), cause })
}
