import { certificateName, issuerName, sanEntries } from "../../assess/certificateNames.js"
import type { Standing } from "../../assess/question.js"
import type { Checked } from "../../bundle/check.js"
import type { Finding } from "../../finding.js"
import { type Coverage, coverageOf } from "../../fleet/coverage.js"
import type { Fleet } from "../../fleet/types.js"
import type { Certificate } from "../../x509/certificate.js"
import { chainJson, keyText, leafJson } from "../certificateText.js"
import { type ChainLink, wayLinks } from "../chainLinks.js"

/** What `check --json` prints; moments are ISO 8601 in UTC. */
export interface CheckJson {
  readonly version: 1
  readonly at: string
  readonly certificates: readonly CheckedCertificate[]
  readonly findings: readonly Finding[]
}

export interface CheckedCertificate {
  readonly name: string
  readonly issuer: string
  readonly names: readonly { readonly type: string; readonly name: string }[]
  readonly notBefore: string
  readonly notAfter: string
  readonly fingerprint: string
  readonly key: string
  /** Until the first of leaf and chain expires. */
  readonly daysLeft: number
  /** What belongs behind the leaf, root last; null where there is no way to a root. */
  readonly chain: ReturnType<typeof chainJson> | null
  /** The way from the leaf to its root, with how each certificate came into it. */
  readonly links: readonly ChainLink[]
  /** How the root at its end stands with clients. */
  readonly root: Standing
  readonly clientPaths: readonly {
    readonly root: string
    readonly fingerprint: string
    readonly standing: "trusted" | "retired"
    readonly path: readonly string[]
  }[]
  /** The names of the fleet, where there is one. */
  readonly coverage?: Coverage
}

const day = 86_400_000

export interface CheckReport {
  readonly checked: readonly Checked[]
  readonly findings: readonly Finding[]
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Every certificate of the delivery. */
  readonly delivered: readonly Certificate[]
  /** Whose names the certificates should have. */
  readonly fleet?: Fleet | undefined
}

export function checkJson({ checked, findings, at, fleet, delivered }: CheckReport): CheckJson {
  const certificates = checked.map(({ leaf, assembled, assessment, paths }): CheckedCertificate => {
    const first = assessment?.endsFirst ?? leaf
    return {
      ...{ name: certificateName(leaf), issuer: issuerName(leaf), ...leafJson(leaf), key: keyText(leaf) },
      daysLeft: Math.floor((first.notAfter.getTime() - at) / day),
      chain: assembled === undefined ? null : chainJson(assembled.chain),
      links: assessment === undefined ? [] : wayLinks(assessment, delivered),
      root: assessment?.route.standing ?? "none",
      clientPaths: paths.map(({ path, root, standing }) => ({
        root: certificateName(root),
        fingerprint: root.fingerprint,
        standing,
        path: path.map(certificateName),
      })),
      ...(fleet === undefined ? {} : { coverage: coverageOf(fleet, sanEntries(leaf) ?? []) }),
    }
  })
  return { version: 1, at: new Date(at).toISOString(), certificates, findings }
}
