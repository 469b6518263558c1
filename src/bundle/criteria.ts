import type { Question, RequiredName } from "../assess/question.js"
import { namesOf, reasonText } from "../fleet/names.js"
import type { Fleet } from "../fleet/types.js"
import type { ProfileName } from "../path/profile.js"
import type { Files } from "../ports.js"
import { readCrls, readOcspResponses } from "./revocationFiles.js"
import { readTrustStore } from "./trustFile.js"

/** What a delivery is judged by, as a user names it; files by their paths. */
export interface CriteriaFiles {
  /** Whose names must be covered, and whose profile counts unless another is given. */
  readonly fleet?: Fleet | undefined
  /** Roots to trust instead of those of the browsers. */
  readonly trust?: string | undefined
  /**
   * Unless given: private with roots of one's own or for a fleet of one's own CA, else public. Under `private` without
   * roots of one's own, the root counts that was delivered.
   */
  readonly profile?: ProfileName | undefined
  readonly crl: readonly string[]
  readonly ocsp: readonly string[]
}

/** @throws ToolError for what cannot be read */
export async function readCriteria(
  files: Pick<Files, "read">,
  { fleet, trust, profile, crl, ocsp }: CriteriaFiles,
  at: Date,
): Promise<Question> {
  const usual = trust === undefined ? (fleet?.certificate.profile ?? "public") : "private"
  return {
    store: await readTrustStore(files, trust),
    at,
    ...(fleet === undefined ? {} : { names: requiredNames(fleet) }),
    crls: await readCrls(files, crl),
    ocsp: await readOcspResponses(files, ocsp),
    ownRoot: trust === undefined && (profile ?? usual) === "private",
    profile: profile ?? usual,
  }
}

/** What a fleet asks of its certificate. Names with bad syntax are no names; `certfleet names` reports them. */
export function requiredNames(fleet: Fleet): RequiredName[] {
  return namesOf(fleet).names.map(({ entry, reasons, subject, at }) => ({
    entry,
    reason: reasons.map(reasonText).join("; "),
    subject,
    ...(at === undefined ? {} : { at }),
  }))
}
