import { prove } from "../phases/change.js"
import { connect, stage } from "../phases/prepare.js"
import { hold, letGo } from "../phases/review.js"
import { abandon } from "../phases/undo.js"
import type { PhaseWork } from "../phaseWork.js"
import { activate, deploy, finish } from "./change.js"
import { backup, preflight, verify } from "./prepare.js"
import { review } from "./review.js"
import { reactivate, reprove, restore } from "./undo.js"

/** What each phase does where a domain's own certificate is rolled out. */
export const domainWork: PhaseWork = {
  ...{ connect, preflight, stage, verify, backup, deploy, activate, prove, finish },
  ...{ review, hold, letGo, abandon, restore, reactivate, reprove, release: finish },
}
