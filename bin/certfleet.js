#!/usr/bin/env node
// Old versions of Node read this file too, to say what is wrong: it is written in what all of them understand.
var found = process.versions.node.split(".").map(Number)

if (found[0] > 20 || (found[0] === 20 && found[1] >= 19)) require("./start.js")
else {
  process.exitCode = 2
  process.stderr.write(
    "certfleet: error: Node.js 20.19 or later is needed, this is ".concat(process.versions.node, "\n"),
  )
  process.stderr.write("certfleet: hint: install a newer Node.js, or put one first on PATH\n")
}
