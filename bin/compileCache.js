const { existsSync, lstatSync, mkdirSync, realpathSync } = require("node:fs")
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
    if (!isSafe(existsSync(home) ? home : dirname(home), uid)) return undefined
    for (const path of [home, dirname(folder), folder]) make(path)
    const found = lstatSync(folder)
    const isOwn = found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0
    return isOwn && isSafe(folder, uid) ? folder : undefined
  } catch {
    return undefined
  }
}

function cacheHome({ XDG_CACHE_HOME: named = "", HOME: home = "" }) {
  if (isAbsolute(named)) return named
  return isAbsolute(home) ? join(home, ".cache") : undefined
}

/** One at a time: where nothing can be made, as below /proc, Node's own "recursive" never ends. */
function make(path) {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
}

/** Nobody but the user and root can put something else in its place, or in that of a folder above. */
function isSafe(path, uid) {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const { uid: owner, mode } = lstatSync(at)
    const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
    if ((owner !== uid && owner !== 0) || isOpen) return false
    if (at === dirname(at)) return true
  }
}
