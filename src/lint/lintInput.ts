import { basename } from "node:path"
import type { PortAnswer } from "../assess/question.js"
import { isAuthority, serversAmong } from "../assess/servers.js"
import { bundleFiles } from "../bundle/bundleFiles.js"
import type { Certificate } from "../x509/certificate.js"
import type { Contents } from "./contents.js"

export interface LintInput {
  /** As the user named it, or found in a folder. */
  readonly name: string
  readonly contents: Contents
  /** What the server said by which name, where it was a handshake, and the SHA-256 of what it sent first. */
  readonly answer?: PortAnswer & { readonly host: string; readonly fingerprint: string }
}

const known = new WeakMap<LintInput, ReadonlySet<Certificate>>()

/** The certificates that are judged as servers': what a server sends first is its own, whatever it says to be; in a bundle's chain file there are none. */
export function serversOf(input: LintInput): ReadonlySet<Certificate> {
  const found = known.get(input) ?? new Set(serversIn(input))
  known.set(input, found)
  return found
}

function serversIn(input: LintInput): readonly Certificate[] {
  if (isChainFile(input)) return []
  const all = input.contents.certificates.map(({ certificate }) => certificate)
  const { answer } = input
  // Where its first cannot be read, none of the others is the server's.
  if (answer !== undefined) return all.slice(0, 1).filter((one) => one.fingerprint === answer.fingerprint)
  return isIntermediate(all) && basename(input.name) !== bundleFiles.crt ? [] : serversAmong(all)
}

/** A CA alone that another signed, whatever it names. */
function isIntermediate([first, ...others]: readonly Certificate[]): boolean {
  return first !== undefined && others.length === 0 && isAuthority(first) && !first.isSelfIssued
}

/** The second file of a bundle. */
export function isChainFile({ name }: LintInput): boolean {
  return name.endsWith(bundleFiles.ca) && basename(name) === bundleFiles.ca
}
