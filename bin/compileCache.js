const { lstatSync, mkdirSync, realpathSync, statSync } = require("node:fs")
const { dirname, isAbsolute, join } = require("node:path")

/**
 * The folder in which Node may keep what it compiled; undefined where there is none that is the user's alone: whoever
 * can write there runs their program in the user's name.
 * @param {{ env: Record<string, string | undefined>, uid: number | undefined }} user
 * @returns {string | undefined}
 */
exports.compileCache = ({ env, uid }) => {
  const home = cacheHome(env)
  if (home === undefined || uid === undefined) return undefined
  const folder = join(home, "certfleet", "compiled")
  try {
    // With sudo, the home may be somebody else's: nothing is made there, and nothing believed.
    if (!isSafe(nearest(home), uid)) return undefined
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const found = lstatSync(folder)
    return found.isDirectory() && found.uid === uid && isSafe(folder, uid) ? folder : undefined
  } catch {
    return undefined
  }
}

function cacheHome({ XDG_CACHE_HOME: named = "", HOME: home = "" }) {
  if (isAbsolute(named)) return named
  return isAbsolute(home) ? join(home, ".cache") : undefined
}

function nearest(path) {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? nearest(dirname(path)) : path
}

/** Nobody but the user and root can write there, or put something else in the place of a folder above. */
function isSafe(path, uid) {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const { uid: owner, mode } = lstatSync(at)
    const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
    if ((owner !== uid && owner !== 0) || isOpen) return false
    if (at === dirname(at)) return true
  }
}
