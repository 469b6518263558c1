import type { Finding, Subject } from "../finding.js"
import { sha256 } from "../x509/fingerprint.js"

/** A finding and what it is about: a hash of the thing itself where there is one, else its place. */
export interface RawFinding {
  readonly finding: Finding
  readonly entity: string
}

/** The identity of a finding: its code, what it is about, and where in it. 32 hexadecimal digits. */
export function identityOf({ finding, entity }: RawFinding): string {
  const { code, at, message } = finding
  // Without a thing of its own, two findings of one file differ by what they say.
  const rest = entity.startsWith("place:") ? message : (at?.path ?? "")
  return sha256([code, entity, rest].join("\n")).slice(0, 32)
}

/** The finding as one about its place: for inputs that have no content to hash. */
export function atPlace(finding: Finding): RawFinding {
  return { finding, entity: `place:${placeOf(finding.subject)}` }
}

/** The input that a subject belongs to, as the user named it. */
export function placeOf(subject: Subject): string {
  switch (subject.kind) {
    case "file":
      return subject.file
    case "endpoint":
      return `${subject.host}:${subject.port}`
    case "host":
      return subject.host
    case "certificate":
    case "input":
      return subject.name
  }
}
