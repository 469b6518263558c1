import type { HostContext, PhaseResult } from "./hostContext.js"
import { activate, deploy, finish, prove } from "./phases/change.js"
import { backup, connect, preflight, stage, verify } from "./phases/prepare.js"
import { hold, letGo, review } from "./phases/review.js"
import type { Phase } from "./phases/table.js"
import { abandon, reactivate, release, reprove, restore } from "./phases/undo.js"

/** What each phase does on its host. */
export type PhaseWork = Readonly<Record<Phase, (context: HostContext) => Promise<PhaseResult>>>

/** Where the fleet's certificate is rolled out. */
export const fleetWork: PhaseWork = {
  ...{ connect, preflight, stage, verify, backup, deploy, activate, prove, finish },
  ...{ review, hold, letGo, abandon, restore, reactivate, reprove, release },
}
