import type { Finding } from "../finding.js"
import type { SanEntry } from "../x509/sanEntry.js"

/** A fleet.yaml as far as a lint needs it. */
export interface LintedFleet {
  readonly file: string
  readonly profile: "public" | "private"
  /** Every name that its certificate must carry, the common name first. */
  readonly required: readonly SanEntry[]
}

export interface ReadFleet {
  /** Only when nothing is wrong with the file. */
  readonly fleet?: LintedFleet
  readonly findings: readonly Finding[]
}

/** Told by its two keys at the beginning of a line: other YAML files in a repository are nobody's fleet. */
export function looksLikeFleet(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  return /^certificate[ \t]*:/m.test(text) && /^servers[ \t]*:/m.test(text)
}

/** Loads the schema and its libraries, which only fleets need. */
export async function readFleet(file: string, bytes: Uint8Array): Promise<ReadFleet> {
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
