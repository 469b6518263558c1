/** What the CA delivered becomes a folder that can be rolled out: the work of `import`, whoever asks for it. */
import { join } from "node:path"
import { certificateName, certificateSubject } from "../assess/certificateNames.js"
import type { Question } from "../assess/question.js"
import { type Finding, reaches } from "../finding.js"
import type { Files } from "../ports.js"
import type { Certificate } from "../x509/certificate.js"
import { assemble } from "./assemble.js"
import type { Assembled } from "./assembled.js"
import { bundleFiles } from "./bundleFiles.js"
import type { Renewed } from "./compare.js"
import type { DeliveredKey } from "./delivered.js"
import type { Delivery } from "./delivery.js"
import { certificateFolder } from "./folders.js"
import { holds } from "./held.js"
import { bundleFolderName, writeBundle } from "./write.js"

export interface ImportRequest {
  readonly delivery: Delivery
  readonly key: DeliveredKey
  readonly criteria: Question
  /** What is to be said beside the certificate in use; nothing unless given. */
  readonly compare?: (renewed: Renewed) => readonly Finding[]
  /** The folder to make; under certificates/, beside fleet.yaml, unless given. */
  readonly folder?: string | undefined
  readonly fleetFile?: string | undefined
  readonly files: Files
  /** Tells this run's unfinished folder from others'; one of the same is taken away first. */
  readonly stamp: string
  /** Goes on where this very certificate was imported before, instead of refusing. */
  readonly again?: boolean
  readonly signal?: AbortSignal
}

export interface ImportedBundle {
  readonly folder: string
  readonly assembled: Assembled
  /** Of leaf and chain whatever ends first. */
  readonly endsFirst: Certificate
  /** Whether the key was written encrypted. */
  readonly encrypted: boolean
}

export interface ImportResult {
  /** Only where nothing is wrong. */
  readonly bundle?: ImportedBundle
  readonly findings: readonly Finding[]
}

/**
 * Assembles, judges, compares, and then writes; with any error nothing is written.
 *
 * @throws ToolError `exists` where the folder is there already, or what writing threw
 */
export async function importDelivered(request: ImportRequest): Promise<ImportResult> {
  const { compare = () => [], criteria, delivery, files, key, signal } = request
  const options = { ...criteria, publicKey: key.publicKey, keyName: key.name }
  const { assembled, assessment, findings: found } = assemble(delivery, options)
  if (assembled === undefined) return { findings: found }
  const { leaf } = assembled
  const findings = [...found, ...compare({ ...assembled, subject: certificateSubject(leaf) })]
  if (reaches(findings, "error")) return { findings }
  const parent = certificateFolder(certificateName(leaf), request.fleetFile)
  const folder = request.folder ?? join(parent, bundleFolderName(leaf))
  signal?.throwIfAborted()
  if (request.again !== true || !(await holds(files, join(folder, bundleFiles.crt), leaf)))
    await writeBundle(assembled, {
      ...{ files, folder, key: key.key, stamp: request.stamp },
      ...(key.passphrase === undefined ? {} : { passphrase: key.passphrase }),
    })
  const encrypted = key.passphrase !== undefined
  return { bundle: { folder, assembled, encrypted, endsFirst: assessment?.endsFirst ?? leaf }, findings }
}
