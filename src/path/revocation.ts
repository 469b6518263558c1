/** Revocation of the certificates of a path. */
import { reject } from "./rejection.js"
import type { Session } from "./session.js"
import type { CandidatePath } from "./validate.js"

export class RevocationCheck {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** Whether none of the path's certificates is revoked, as far as the question asks. */
  isGood({ certificates }: CandidatePath): boolean {
    if (this.#session.question.revocation === "off") return true
    for (const certificate of certificates)
      this.#session.record(
        reject(certificate, "leaf", { kind: "revocation-unknown", message: "lists are not read yet" }),
      )
    return false
  }
}
