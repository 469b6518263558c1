import type { Reports } from "../../remote/script.js"
import { sha256 } from "../../x509/fingerprint.js"
import { keyStores, liveCertificate, liveChain, liveKey, serviceCertificates } from "../../zimbra/files.js"
import type { Payload } from "../plan.js"

/** A host's deployed files as `inspect` saw them. */
export interface FileState {
  /** Path relative to the home → SHA-256 of the content, lower-case hex. */
  readonly hashes: ReadonlyMap<string, string>
  /** Path → SHA-256 of the first certificate's DER. */
  readonly leaves: ReadonlyMap<string, string>
}

/** A pair by its hashes: SHA-256 of the leaf's and the key's DER, undefined where there is none. */
export interface PairHashes {
  readonly certificate: string | undefined
  readonly key: string | undefined
}

/** What a payload's files are known by: SHA-256, lower-case hex; of the leaf's DER for `leaf`. */
export interface Wanted {
  readonly key: string
  readonly certificate: string
  readonly chain: string
  readonly leaf: string
}

export function wantedOf({ key, certificate, chain, fingerprint }: Payload): Wanted {
  return {
    key: sha256(key.reveal()),
    certificate: sha256(certificate),
    chain: sha256(chain),
    leaf: fingerprint,
  }
}

/** A payload's pair by its hashes, as LDAP and files are looked at. */
export function pairOf({ fingerprint, key }: Payload): PairHashes {
  const body = /-----BEGIN [A-Z ]*KEY-----([^-]*)-----END/.exec(key.revealText())?.[1]
  return {
    certificate: fingerprint,
    key: body === undefined ? undefined : sha256(Buffer.from(body, "base64")),
  }
}

/** Reads what `inspect` reported; undefined when the report is cut short: then nothing is known. */
export function readFileState(reports: Reports): FileState | undefined {
  if (!reports.has("done")) return undefined
  return { hashes: pairs(reports.get("file")), leaves: pairs(reports.get("leaf")) }
}

/** As a journal has it. */
export interface PlainFileState {
  readonly files: Readonly<Record<string, string>>
  readonly leaves: Readonly<Record<string, string>>
}

export function plainFileState({ hashes, leaves }: FileState): PlainFileState {
  return { files: Object.fromEntries(hashes), leaves: Object.fromEntries(leaves) }
}

export function fileStateFrom({ files, leaves }: PlainFileState): FileState {
  return { hashes: new Map(Object.entries(files)), leaves: new Map(Object.entries(leaves)) }
}

/** Why the files on a host are not those of a complete deploy; empty when they are. */
export function missingFromDeploy(state: FileState, wanted: Wanted, before?: FileState): string[] {
  const live: readonly (readonly [string, string])[] = [
    [liveKey, wanted.key],
    [liveChain, wanted.chain],
  ]
  const stale = live.filter(([path, hash]) => state.hashes.get(path) !== hash).map(([path]) => path)
  // deploycrt appends the chain to its copy of the certificate, so what counts is the leaf it begins with.
  if (state.leaves.get(liveCertificate) !== wanted.leaf) stale.push(liveCertificate)
  const old = serviceCertificates.filter((path) => {
    const leaf = state.leaves.get(path)
    return leaf === undefined ? before?.leaves.has(path) === true : leaf !== wanted.leaf
  })
  const kept = keyStores.filter((path) => isUntouched(path, state, before))
  return [...stale, ...old, ...kept]
}

/** What a complete deploy leaves, as far as it can be foretold: key stores differ with every run. */
export function completeDeploy({ key, chain, leaf }: Wanted): FileState {
  const hashes = new Map([
    [liveKey, key],
    [liveChain, chain],
  ])
  return { hashes, leaves: new Map([liveCertificate, ...serviceCertificates].map((path) => [path, leaf])) }
}

/** True when two looks saw the same files with the same content. */
export function sameFiles(one: FileState, other: FileState): boolean {
  if (one.hashes.size !== other.hashes.size) return false
  return [...one.hashes].every(([path, hash]) => other.hashes.get(path) === hash)
}

/** A key store is made anew with fresh salt by every deploy: the same bytes mean that it was not. */
function isUntouched(path: string, state: FileState, before: FileState | undefined): boolean {
  const hash = before?.hashes.get(path)
  return hash !== undefined && state.hashes.get(path) === hash
}

function pairs(lines: readonly string[] = []): Map<string, string> {
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line)
      return match?.[1] === undefined || match[2] === undefined ? [] : [[match[2], match[1]]]
    }),
  )
}
