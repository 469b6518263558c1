import type { CsrRequest } from "../csr/plan.js"
import { type NameReason, wantedNames } from "./names.js"
import type { Fleet } from "./types.js"

/** The CSR that the fleet's certificate wants; findings about it point into fleet.yaml. */
export function csrRequestOf(fleet: Fleet): CsrRequest<NameReason> {
  const { subject, key, profile } = fleet.certificate
  return {
    names: wantedNames(fleet),
    subject,
    key,
    profile,
    locate: (field) => ({
      subject: { kind: "file", file: fleet.file },
      at: fleet.where(["certificate", "subject", field]),
    }),
  }
}
