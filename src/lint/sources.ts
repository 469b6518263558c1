import { join } from "node:path"
import { type InputPorts, readAll, readOne, requireOneStdin } from "../bundle/inputFiles.js"
import { isNamedLikeCertificate } from "../bundle/sniff.js"
import { ToolError } from "../errors.js"
import type { Files, FolderEntry } from "../ports.js"
import { type Endpoint, endpointName } from "../probe/endpoint.js"
import { endpointProblem, parseEndpoint } from "../probe/protocol.js"
import type { PathMatcher } from "./settings.js"

/** One input, not read yet. */
export type LintSource =
  | {
      readonly kind: "file"
      readonly name: string
      /** Found in a folder: files without certificates are no concern of a lint then. */
      readonly found: boolean
      /** What standard input or a pipe held: they can be read only once. */
      readonly bytes?: Uint8Array
      /** Why it could not even be opened: a folder that this user may not read. */
      readonly problem?: ToolError
    }
  | { readonly kind: "endpoint"; readonly name: string; readonly endpoint: Endpoint }

/** Inputs that belong together: those of the command line, or of one folder. */
export type SourceGroup = readonly LintSource[]

/** What makes a word a pattern; a bracket that nothing closes is one of its letters. */
const magic = /[*?]|\[[^/]+\]|\{[^/]*\}/

/** Not looked into: other people's certificates, by the thousand. */
const skippedFolders: ReadonlySet<string> = new Set([".git", ".hg", ".svn", "node_modules"])

/** A folder, or a pattern and the folder that it begins with. */
interface NamedFolder {
  readonly word: string
  readonly path: string
  readonly matches: PathMatcher
}

/**
 * Resolves words: files, folders with everything below them, patterns, `-`, and ports.
 *
 * @throws ToolError `not-found`, `usage`, and for folders that cannot be read
 */
export async function* lintSources(
  ports: InputPorts,
  words: readonly string[],
  excludes: PathMatcher,
): AsyncGenerator<SourceGroup> {
  requireOneStdin(words)
  const named: LintSource[] = []
  const folders: NamedFolder[] = []
  for (const word of words) {
    const source = await sourceNamed(ports, word)
    if (source === "folder") folders.push({ word, path: word, matches: () => true })
    else if (source === "pattern") folders.push({ word, ...(await patternFolder(word)) })
    else named.push(source)
  }
  if (named.length > 0) yield named
  for (const folder of folders) yield* folderSources(ports.files, folder, excludes)
}

async function* folderSources(
  files: Files,
  { word, path, matches }: NamedFolder,
  excludes: PathMatcher,
): AsyncGenerator<SourceGroup> {
  let isAny = false
  let isExcluded = false
  const fits = (name: string): boolean => {
    const excluded = matches(name) && excludes(name)
    isExcluded ||= excluded
    return matches(name) && !excluded
  }
  for await (const group of walk(files, path, fits)) {
    isAny = true
    yield group
  }
  if (isAny) return
  if (isExcluded)
    throw new ToolError("not-found", `every file of ${word} is excluded`, {
      hint: "name others, or change --exclude, or exclude in certfleet-lint.yaml",
    })
  const what = word === path ? `no file below ${path}` : `no file matches ${word}`
  throw new ToolError("not-found", what, { hint: "check the path" })
}

async function sourceNamed(ports: InputPorts, word: string): Promise<LintSource | "folder" | "pattern"> {
  if (word === "-") {
    const bytes = await readAll(ports.standardInput, ports.signal)
    return { kind: "file", name: "standard input", found: false, bytes }
  }
  if (word === "")
    throw new ToolError("usage", "an input is an empty word", {
      hint: "name a file; . is the working directory",
    })
  const kind = await ports.files.kind(word)
  if (kind === "folder") return "folder"
  if (kind === "file") return { kind, name: word, found: false }
  if (kind === "other") return readOnce(ports.files, word)
  const endpoint = endpointNamed(word)
  if (endpoint !== undefined) return { kind: "endpoint", name: word, endpoint }
  if (magic.test(word)) return "pattern"
  throw new ToolError("not-found", `${word}: no such file`, {
    hint: endpointProblem(word) ?? "check the path; a server is named HOST:PORT",
  })
}

/** Whether a word names a port, unless there is a file of that name. */
export function namesEndpoint(word: string): boolean {
  return endpointNamed(word) !== undefined
}

function endpointNamed(word: string): Endpoint | undefined {
  return /:\d+$|^[a-z0-9]+:\/\//.test(word) ? parseEndpoint(word) : undefined
}

/** A pipe from the shell gives its bytes once; what is refused is refused again when it is read, as a finding. */
async function readOnce(files: Files, name: string): Promise<LintSource> {
  const bytes = await files.read(name).catch((error: unknown) => {
    if (error instanceof ToolError && error.code !== "cancelled") return undefined
    throw error
  })
  return { kind: "file", name, found: false, ...(bytes === undefined ? {} : { bytes }) }
}

/** How findings name an input. */
export function inputName(source: LintSource): string {
  return source.kind === "file" ? source.name : endpointName(source.endpoint)
}

/** The bytes of an input, up to the limit. */
export async function readSource(
  files: Files,
  source: Extract<LintSource, { kind: "file" }>,
): Promise<Uint8Array> {
  if (source.problem !== undefined) throw source.problem
  return source.bytes ?? (await readOne(files, source.name)).bytes
}

async function patternFolder(word: string): Promise<{ path: string; matches: PathMatcher }> {
  const { matcherOf, typedPattern } = await import("./config.js")
  const pattern = typedPattern(word)
  const steps = pattern.split("/")
  const fixed = steps.slice(
    0,
    steps.findIndex((step) => magic.test(step)),
  )
  // A pattern on the command line means paths from here, also without a slash.
  const matches = matcherOf(pattern.includes("/") ? pattern : `./${pattern}`)
  return { path: fixed.length === 0 ? "." : fixed.join("/") || "/", matches }
}

async function* walk(files: Files, folder: string, wanted: PathMatcher): AsyncGenerator<SourceGroup> {
  const entries = await files.entries(folder)
  const found = entries.filter(isOfInterest).map(({ name }) => join(folder, name))
  const group = found.filter(wanted).map((name) => ({ kind: "file", name, found: true }) as const)
  if (group.length > 0) yield group
  for (const { name, kind } of entries)
    if (kind === "folder" && !skippedFolders.has(name)) yield* walkBelow(files, join(folder, name), wanted)
}

/** A folder that cannot be read is passed on by its name, for the reader to say so: the others are still looked at. */
async function* walkBelow(files: Files, folder: string, wanted: PathMatcher): AsyncGenerator<SourceGroup> {
  try {
    yield* walk(files, folder, wanted)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "cancelled") throw error
    yield [{ kind: "file", name: folder, found: true, problem: error }]
  }
}

/** A pipe or a link that leads nowhere is said where it is called like a certificate. */
function isOfInterest({ name, kind }: FolderEntry): boolean {
  return kind === "file" || (kind === "other" && isNamedLikeCertificate(name))
}
