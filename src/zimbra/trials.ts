/**
 * What a preflight makes in a folder, and removes at once, by `mktemp .certfleet.XXXXXXXX`: of two rollouts that begin at the same
 * instant one may see the other's, which is gone before it can be looked at.
 */
export const trialFile = ".certfleet.????????"

/** For find(1). */
export const noTrials = `! -name '${trialFile}'`
