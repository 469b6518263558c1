import { assess } from "../assess/assess.js"
import { certificateName, certificateSubject } from "../assess/certificateNames.js"
import { faults } from "../assess/faults.js"
import { bundleFiles } from "../bundle/bundleFiles.js"
import { requiredNames } from "../bundle/criteria.js"
import { certificateFolder, newestFolder } from "../bundle/folders.js"
import { loadBundle } from "../bundle/load.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import { fleetWords } from "../fleet/command.js"
import { type Domain, defaultFleetFile, type Fleet } from "../fleet/types.js"
import { bundledTrustStore, type TrustStore } from "../path/trustStore.js"
import type { Clock, Files } from "../ports.js"
import type { Secret } from "../secret.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import type { Payload } from "./plan.js"

export interface PayloadPorts {
  readonly files: Files
  readonly clock: Pick<Clock, "now">
  /** Called only when the key is encrypted. */
  readonly passphrase?: () => Promise<Secret>
  /** An encrypted key stays unopened, and unchecked: the payload is for looking at only. */
  readonly leaveEncrypted?: boolean
}

/** Two weeks: less is no certificate to roll out without a second thought. */
const soonMs = 14 * 86_400_000

export interface JudgedPayload {
  readonly payload: Payload
  /** What the judge of certificates says to it now; with an error it must not be rolled out. */
  readonly findings: readonly Finding[]
  /** Whether the key was read and is the certificate's. */
  readonly keyChecked: boolean
}

/**
 * The bundle in a folder that `import` wrote, judged again: days may have passed since. Its own root counts as known,
 * as import has found it good; one that browsers do not know is judged as one's own CA.
 *
 * @param fleet by whose profile it is judged, and whose names it must have; by the profile `public`, whatever its names, unless given
 * @throws ToolError for a folder that holds none
 */
export async function judgePayload(
  folder: string,
  ports: PayloadPorts,
  fleet?: Fleet,
): Promise<JudgedPayload> {
  const { leaf, chain, files, fingerprint, keyChecked } = await loadBundle(folder, ports)
  const store = bundledTrustStore()
  const isPublic = endsIn(store, chain)
  const { findings } = assess(
    { leaf, sent: [leaf, ...chain] },
    {
      ...{ at: new Date(ports.clock.now()), store, ownRoot: true },
      profile: isPublic ? (fleet?.certificate.profile ?? "public") : "private",
      ...(fleet === undefined ? {} : { names: requiredNames(fleet) }),
      soonMs,
    },
    certificateSubject,
  )
  // That was said when the bundle was imported.
  const said = findings.filter(({ code }) => code !== faults.rootAsDelivered.code)
  const [certificate, rest] = [Buffer.from(files.crt), Buffer.from(files.ca)]
  const commonName = certificateName(leaf)
  const payload = { fingerprint, commonName, key: files.key, certificate, chain: rest }
  return { payload, findings: said, keyChecked }
}

/** Whether browsers know the root that a payload's chain ends in. */
export function hasKnownRoot({ chain }: Pick<Payload, "chain">): boolean {
  const certificates = readPem(chain).blocks.flatMap(({ der }) => {
    const read = inspectCertificate(der)
    return read.ok ? [read.value] : []
  })
  return endsIn(bundledTrustStore(), certificates)
}

function endsIn({ anchors }: TrustStore, chain: readonly Certificate[]): boolean {
  const root = chain.at(-1)?.fingerprint
  return anchors.some(({ fingerprint }) => fingerprint === root)
}

/**
 * The bundle in a folder that `import` wrote, ready to be sent.
 *
 * @param fleet whose names it must have; any names will do unless given
 * @throws ToolError for a folder that holds none, and `config` for one that the judge of certificates refuses now
 */
export async function loadPayload(folder: string, ports: PayloadPorts, fleet?: Fleet): Promise<Payload> {
  const { payload, findings } = await judgePayload(folder, ports, fleet)
  const problem = findings.find(({ severity }) => severity === "error")
  if (problem === undefined) return payload
  throw new ToolError("config", `${folder}: ${problem.message}`, {
    hint: problem.hint ?? "roll out another one",
  })
}

/**
 * The folder of the newest bundle for a common name, beside fleet.yaml or in the working directory.
 *
 * @param domain whose own certificate it is; for what is said where there is none
 * @throws ToolError `config` when there is none
 */
export async function newestBundle(
  files: Files,
  commonName: string,
  fleetFile?: string,
  domain?: Pick<Domain, "domain">,
): Promise<string> {
  const newest = await newestFolder(files, commonName, bundleFiles.ca, fleetFile)
  if (newest !== undefined) return newest
  const folder = certificateFolder(commonName, fleetFile)
  throw new ToolError("config", `there is no imported certificate in ${folder}`, {
    hint: `certfleet import FILES... --key-file KEY${fleetWords({ file: fleetFile ?? defaultFleetFile, domain })} writes one; or name its folder`,
  })
}
