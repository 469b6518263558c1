// What a Node that is new enough runs. The version is answered at once: loading the rest takes longer than Node itself.
const { enableCompileCache } = require("node:module")

const words = process.argv.slice(2)
const only = words.length === 1 ? words[0] : undefined
if (only === "--version" || only === "-V") {
  // The rest knows what to say where nothing can be written.
  process.stdout.once("error", () => run("../dist/cli.js"))
  process.stdout.write(`${require("../package.json").version}\n`)
} else if (only === "--help" || only === "-h" || only === "help") run("../dist/help.js")
else {
  if (words[0] === "lint") optimizeLess()
  // Reading the maps takes time, and nobody but --debug prints a stack.
  if (words.includes("--debug")) process.setSourceMapsEnabled(true)
  keepCompiled()
  run("../dist/cli.js")
}

function keepCompiled() {
  const { compileCache } = require("./compileCache.js")
  const folder = compileCache({ env: process.env, uid: process.getuid?.() })
  // Without a folder, Node takes one that others can write to.
  if (folder !== undefined) enableCompileCache?.(folder)
}

async function run(file) {
  try {
    const { main } = isQuietlyRequired() ? require(file) : await import(file)
    process.exitCode = await main(words)
  } catch (error) {
    process.exitCode = 3
    const [what] = error.message.split("\n")
    process.stderr.write(
      `certfleet: error: cannot start: ${words.includes("--debug") ? error.stack : what}\n`,
    )
    process.stderr.write(
      error.code === "EMFILE" || error.code === "ENFILE"
        ? "certfleet: hint: raise the limit of open files (ulimit -n 1024), then run again\n"
        : "certfleet: hint: where certfleet is installed, npm ci puts everything in its place\n",
    )
  }
}

/** To require an ES module is quicker than to import it, but some versions that can warn of it. */
function isQuietlyRequired() {
  const [major, minor] = process.versions.node.split(".").map(Number)
  const warns = (major === 22 && minor < 13) || (major === 23 && minor < 5)
  return process.features.require_module === true && !warns
}

/**
 * Many files are linted before what the only optimising compiler of Node 20 makes of the rules has paid for its making: a third
 * of all CPU time went into that. Later versions of Node have a cheaper one as well, and no such setting. What is new grows at
 * once to the size it will have: collecting it less often is a fiftieth.
 */
function optimizeLess() {
  if (process.versions.node.startsWith("20."))
    require("node:v8").setFlagsFromString("--interrupt-budget=1080000 --semi-space-growth-factor=4")
}
