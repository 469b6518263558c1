import type { Question, RequiredName } from "../assess/question.js"
import { namesOf, reasonText } from "../fleet/names.js"
import type { Fleet } from "../fleet/types.js"
import type { Files } from "../ports.js"
import { readCrls, readOcspResponses } from "./revocationFiles.js"
import { readTrustStore } from "./trustFile.js"

/** What a delivery is judged by, as a user names it; files by their paths. */
export interface CriteriaFiles {
  /** Whose names must be covered; with the profile `private` its own CA's root counts as it was delivered. */
  readonly fleet?: Fleet | undefined
  /** Roots to trust instead of those of the browsers. */
  readonly trust?: string | undefined
  readonly crl: readonly string[]
  readonly ocsp: readonly string[]
}

/** @throws ToolError for what cannot be read */
export async function readCriteria(
  files: Pick<Files, "read">,
  { fleet, trust, crl, ocsp }: CriteriaFiles,
  at: Date,
): Promise<Question> {
  const ownRoot = trust === undefined && fleet?.certificate.profile === "private"
  return {
    store: await readTrustStore(files, trust),
    at,
    ...(fleet === undefined ? {} : { names: requiredNames(fleet) }),
    crls: await readCrls(files, crl),
    ocsp: await readOcspResponses(files, ocsp),
    ownRoot,
    profile: ownRoot || trust !== undefined ? "private" : "public",
  }
}

/** Names with bad syntax are no names; `certfleet names` reports them. */
function requiredNames(fleet: Fleet): RequiredName[] {
  return namesOf(fleet).names.map(({ entry, reasons, subject, at }) => ({
    entry,
    reason: reasons.map(reasonText).join("; "),
    subject,
    ...(at === undefined ? {} : { at }),
  }))
}
