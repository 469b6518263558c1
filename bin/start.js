// What a Node that is new enough runs. The version is answered at once: loading the rest takes longer than Node itself.
const { enableCompileCache } = require("node:module")
const { compileCache } = require("./compileCache.js")

const words = process.argv.slice(2)
if (words.length === 1 && (words[0] === "--version" || words[0] === "-V"))
  process.stdout.write(`${require("../package.json").version}\n`)
else start()

function start() {
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
