import { readOne } from "../bundle/inputFiles.js"
import type { Finding } from "../finding.js"
import type { Files } from "../ports.js"
import type { SanEntry } from "../x509/sanEntry.js"
import { type LintSource, readSource } from "./sources.js"

/** A fleet.yaml as far as a lint needs it. */
export interface LintedFleet {
  readonly file: string
  readonly profile: "public" | "private"
  /** Every name that its certificate must carry, the common name first. */
  readonly required: readonly SanEntry[]
}

interface ReadFleet {
  /** Only when nothing is wrong with the file. */
  readonly fleet?: LintedFleet
  readonly findings: readonly Finding[]
}

/**
 * Told by its two keys at the beginning of a line: other YAML files in a repository are nobody's fleet. Where the file
 * has the fleet's own name, one is enough: the other may be misspelt.
 */
function looksLikeFleet(name: string, bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  const found = [/^certificate[ \t]*:/m, /^servers[ \t]*:/m].filter((key) => key.test(text)).length
  return found === 2 || (found === 1 && /(?:^|[\\/])fleet\.ya?ml$/i.test(name))
}

/** Loads the schema and its libraries, which only fleets need. */
async function readFleet(file: string, bytes: Uint8Array): Promise<ReadFleet> {
  const [{ loadFleet }, { namesOf }] = await Promise.all([
    import("../fleet/load.js"),
    import("../fleet/names.js"),
  ])
  const { fleet, findings } = loadFleet(new TextDecoder().decode(bytes), file)
  if (fleet === undefined) return { findings }
  const names = namesOf(fleet)
  const required = names.names.map(({ entry }) => entry)
  return {
    fleet: { file, profile: fleet.certificate.profile, required },
    findings: [...findings, ...names.findings],
  }
}

export interface ReadFleets {
  readonly fleets: readonly LintedFleet[]
  readonly findings: readonly Finding[]
  /** The inputs that are fleets, to be passed over by the certificate reader. */
  readonly files: ReadonlySet<string>
}

/** The fleet that was named, and those among the inputs: they come first, certificates are held against them. */
export async function readFleets(
  files: Files,
  sources: readonly LintSource[],
  named: string | undefined,
): Promise<ReadFleets> {
  const fleets: LintedFleet[] = []
  const findings: Finding[] = []
  const taken = new Set<string>()
  const take = async (name: string, bytes: Uint8Array): Promise<void> => {
    const read = await readFleet(name, bytes)
    taken.add(name)
    findings.push(...read.findings)
    if (read.fleet !== undefined) fleets.push(read.fleet)
  }
  if (named !== undefined) await take(named, (await readOne(files, named)).bytes)
  for (const source of sources) {
    if (source.kind !== "file" || !/\.ya?ml$/i.test(source.name) || taken.has(source.name)) continue
    const bytes = await readSource(files, source).catch(() => new Uint8Array())
    if (looksLikeFleet(source.name, bytes)) await take(source.name, bytes)
  }
  return { fleets, findings, files: taken }
}
