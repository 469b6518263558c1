// What the build puts in the place of the package ssh2: the package as one file, compiled ahead of time. Compiling its
// half a megabyte takes longer than the log-in to a dozen servers.
const { dirname } = require("node:path")
const { pathToFileURL } = require("node:url")
const { loadCompiled } = require("../src/cli/compiled.ts")

// It looks for the programs that it brings from its own folder.
module.exports = loadCompiled(
  new URL("ssh2.cjs", pathToFileURL(__filename)),
  dirname(require.resolve("ssh2")),
)
