import { dirname, resolve } from "node:path"
import type { Fleet } from "./types.js"

/** A command of fleet.yaml with its program found in the file's own folder, wherever certfleet was started. */
export function placedProgram([program, ...args]: readonly string[], file: string): readonly string[] {
  if (program === undefined) return []
  return [/^\.{1,2}\//.test(program) ? resolve(dirname(file), program) : program, ...args]
}

/** The fields that name programs of this machine: they run as whoever runs certfleet. */
export function programFields({ notify, hooks, certificate }: Fleet): readonly string[] {
  const challenge = certificate.issuer?.acme?.challenge
  const hook = challenge?.["dns-01"]?.hook ?? challenge?.["http-01"]?.hook
  return [
    ...(notify.length === 0 ? [] : ["notify"]),
    ...(hooks.length === 0 ? [] : ["hooks"]),
    ...(hook === undefined ? [] : ["challenge hook"]),
  ]
}
