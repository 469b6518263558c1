import { basename } from "node:path"
import type { PortAnswer } from "../assess/question.js"
import { serversAmong } from "../assess/servers.js"
import { bundleFiles } from "../bundle/bundleFiles.js"
import type { Certificate } from "../x509/certificate.js"
import type { Contents } from "./contents.js"

export interface LintInput {
  /** As the user named it, or found in a folder. */
  readonly name: string
  readonly contents: Contents
  /** What the server said by which name, where it was a handshake. */
  readonly answer?: PortAnswer & { readonly host: string }
}

/** The certificates that are judged as servers': what a server sends first is its own, whatever it says to be; in a bundle's chain file there are none. */
export function serversOf(input: LintInput): ReadonlySet<Certificate> {
  const { contents, answer } = input
  if (isChainFile(input)) return new Set()
  const all = contents.certificates.map(({ certificate }) => certificate)
  return new Set(answer === undefined ? serversAmong(all) : all.slice(0, 1))
}

/** The second file of a bundle. */
export function isChainFile({ name }: LintInput): boolean {
  return basename(name) === bundleFiles.ca
}
