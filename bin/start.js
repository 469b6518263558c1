// What a Node that is new enough runs. Version and help are answered at once: loading the rest takes longer than Node itself.
const words = process.argv.slice(2)
const answer = versionOf(words) ?? helpOf(words)
if (answer === undefined) start()
else {
  process.stdout.on("error", unwritten)
  process.stdout.write(answer)
}

function versionOf([first, ...others]) {
  const isAsked = others.length === 0 && (first === "--version" || first === "-V")
  return isAsked ? `${require("../package.json").version}\n` : undefined
}

/** What the build has made of it; undefined where there is none, or more is asked. */
function helpOf(words) {
  const name = helpName(words)
  if (name === undefined) return undefined
  const { readFileSync } = require("node:fs")
  const { join } = require("node:path")
  const width = (process.stdout.columns ?? 0) < 120 ? 80 : 120
  try {
    return readFileSync(join(__dirname, "../dist/help", String(width), `${name}.txt`), "utf8")
  } catch {
    return undefined
  }
}

/** As the build calls its file. */
function helpName([first = "", second, ...others]) {
  const isAsked = (word) => word === "--help" || word === "-h"
  if (second === undefined) return isAsked(first) || first === "help" ? "certfleet" : undefined
  if (others.length > 0) return undefined
  if (isAsked(second) && /^[a-z]+$/.test(first)) return `certfleet-${first}`
  return first === "help" && /^[a-z-]+$/.test(second) ? `help-${second}` : undefined
}

/** A reader that has left is none of our business. */
function unwritten({ code, message }) {
  if (code === "EPIPE") return
  process.exitCode = 3
  process.stderr.write(`certfleet: error: cannot write standard output: ${message}\n`)
}

function start() {
  const { enableCompileCache } = require("node:module")
  const { compileCache } = require("./compileCache.js")
  // Reading the maps takes time, and nobody but --debug prints a stack.
  if (words.includes("--debug")) process.setSourceMapsEnabled(true)
  const folder = compileCache({ env: process.env, uid: process.getuid?.() })
  // Without a folder, Node takes one that others can write to.
  if (folder !== undefined) enableCompileCache?.(folder)
  import("../dist/cli.js")
    .then(({ main }) => main(words))
    .then((exitCode) => {
      process.exitCode = exitCode
    })
    .catch((error) => {
      process.exitCode = 3
      process.stderr.write(
        `certfleet: error: cannot start: ${words.includes("--debug") ? error.stack : error.message}\n`,
      )
      process.stderr.write(
        error.code === "EMFILE" || error.code === "ENFILE"
          ? "certfleet: hint: raise the limit of open files (ulimit -n 1024), then run again\n"
          : "certfleet: hint: where certfleet is installed, npm ci puts everything in its place\n",
      )
    })
}
