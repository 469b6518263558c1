/** NIST PKITS, as BoringSSL writes its cases down. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { ProfileName } from "../../src/path/profile.js"
import { verifyChain } from "../../src/path/verify.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { parseCrl } from "../../src/x509/crl.js"
import { entryOf } from "./ledger.js"
import { pkitsLedgers } from "./pkitsLedger.js"
import { detailOf, readVectors, ruleOf, type Verdict, vectorsFolder } from "./vectors.js"

export interface PkitsCase {
  readonly id: string
  readonly name: string
  readonly path: readonly string[]
  readonly crl_issuer_extra_certs: readonly string[]
  readonly crls: readonly string[]
  readonly should_validate: boolean
  readonly initial_policy_set_oids: readonly string[]
  readonly initial_explicit_policy: boolean
  readonly initial_policy_mapping_inhibit: boolean
  readonly initial_inhibit_any_policy: boolean
  readonly expected_user_constrained_policy_set_oids: readonly string[]
  readonly validation_time: string
}

export function pkitsCases(): readonly PkitsCase[] | undefined {
  return readVectors<{ cases: readonly PkitsCase[] }>("pkits", "cases.json")?.cases
}

function read(file: string): Uint8Array {
  return readFileSync(join(vectorsFolder(), "pkits", file))
}

function certificatesOf(files: readonly string[]) {
  return files.map((file) => parseCertificate(read(file)))
}

export interface PkitsVerdict extends Verdict {
  /** user_constrained_policy_set; undefined when the path is refused. */
  readonly policies: readonly string[] | undefined
}

export function runPkitsCase(test: PkitsCase, profile: ProfileName): PkitsVerdict {
  const id = `${test.id} ${test.name}`
  const excuse = entryOf(pkitsLedgers[profile], id)?.reason
  const base = { id, expected: test.should_validate, ...(excuse === undefined ? {} : { excuse }) }
  const [anchor, ...rest] = certificatesOf(test.path)
  const leaf = rest.pop()
  if (anchor?.ok !== true || leaf?.ok !== true)
    return { ...base, actual: false, detail: "the anchor or the leaf cannot be read", policies: undefined }
  const pool = [...rest, ...certificatesOf(test.crl_issuer_extra_certs)].flatMap((one) =>
    one.ok ? [one.value] : [],
  )
  const crls = test.crls.flatMap((file) => {
    const crl = parseCrl(read(file))
    return crl.ok ? [crl.value] : []
  })
  const verification = verifyChain(leaf.value, pool, {
    at: new Date(test.validation_time),
    anchors: [anchor.value],
    profile,
    purpose: null,
    crls,
    revocation: "required",
    policies: {
      acceptable: test.initial_policy_set_oids,
      requireExplicitPolicy: test.initial_explicit_policy,
      inhibitPolicyMapping: test.initial_policy_mapping_inhibit,
      inhibitAnyPolicy: test.initial_inhibit_any_policy,
    },
  })
  const policies = verification.ok ? verification.policies : undefined
  const rule = ruleOf(verification)
  return {
    ...base,
    actual: verification.ok,
    detail: detailOf(verification),
    policies,
    ...(rule === undefined ? {} : { rule }),
  }
}
