/** The TLSA records that a fleet should publish, for the key in use and for the next. */
import { join } from "node:path"
import { bundleFiles } from "../bundle/bundleFiles.js"
import { newestFolder } from "../bundle/folders.js"
import { certificateIn } from "../bundle/held.js"
import { daneFindings } from "../dane/findings.js"
import { lookAtTlsa, type TlsaLook } from "../dane/look.js"
import { isMatch, recordOfKey } from "../dane/tlsa.js"
import type { TlsaData } from "../dns/recordData.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import { type NextKeyInputs, type NextKeyStanding, nextKeyStanding } from "./nextKey.js"

export interface TlsaKey {
  readonly which: "current" | "next"
  /** The folder that it is in. */
  readonly folder: string
  readonly record: TlsaData
  readonly places: readonly {
    readonly owner: string
    readonly mx: string
    readonly port: number
    /** Whether a record of whatever kind is there for it; undefined where nobody could say. */
    readonly isPublished: boolean | undefined
  }[]
}

export interface TlsaPlan {
  readonly keys: readonly TlsaKey[]
  /** Exchangers of the fleet's domains that are somebody else's. */
  readonly foreign: readonly { readonly domain: string; readonly mx: string }[]
  readonly next: NextKeyStanding
  readonly findings: readonly Finding[]
}

/**
 * `3 1 1` records for every mail exchanger and each of its ports, and whether they are public.
 *
 * @throws ToolError `config` where there is no certificate and no next key
 */
export async function tlsaPlan(inputs: NextKeyInputs): Promise<TlsaPlan> {
  const { dns, files, fleet, signal } = inputs
  const { commonName } = fleet.certificate
  const folder = await newestFolder(files, commonName, bundleFiles.crt, fleet.file)
  const leaf = folder === undefined ? undefined : await certificateIn(files, join(folder, bundleFiles.crt))
  const next = await nextKeyStanding(inputs)
  const { foreign, looks, problems } = await lookAtTlsa(fleet, dns, signal)
  const keys = [
    ...(folder === undefined || leaf === undefined
      ? []
      : [keyOf("current", folder, leaf.publicKey.der, looks)]),
    ...(next.kind === "none" ? [] : [keyOf("next", next.key.folder, next.key.csr.publicKey.der, looks)]),
  ]
  if (keys.length === 0)
    throw new ToolError("config", `there is no certificate and no next key of ${commonName}`, {
      hint: "certfleet import brings a certificate, certfleet csr --next makes a key",
    })
  const failed = looks.flatMap(({ mx, owner, port, published }) =>
    published.kind === "failed"
      ? [
          daneFindings.unchecked(
            { kind: "endpoint", host: mx, port },
            { what: `the TLSA records of ${owner}`, problem: published.problem },
          ),
        ]
      : [],
  )
  const blind = problems.map((problem) =>
    daneFindings.unchecked(
      { kind: "file", file: fleet.file },
      { what: "which mail exchangers there are", problem },
    ),
  )
  return { keys, foreign, next, findings: [...blind, ...failed] }
}

function keyOf(
  which: TlsaKey["which"],
  folder: string,
  publicKey: Uint8Array,
  looks: readonly TlsaLook[],
): TlsaKey {
  const places = looks.map(({ mx, owner, port, published }) => ({
    ...{ owner, mx, port },
    isPublished:
      published.kind === "failed"
        ? undefined
        : published.kind === "records" && published.records.some((one) => isMatch(one, { publicKey })),
  }))
  return { which, folder, record: recordOfKey(publicKey), places }
}
