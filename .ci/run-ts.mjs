// Runs a TypeScript program of this repository: node .ci/run-ts.mjs FILE [ARG ...]
import { mkdtemp, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))
const [program, ...args] = process.argv.slice(2)
if (program === undefined) throw new Error("usage: node .ci/run-ts.mjs FILE [ARG ...]")
// Inside node_modules, so that the packages left out of the bundle resolve.
const folder = await mkdtemp(join(root, "node_modules", ".run-ts-"))
try {
  await build({
    absWorkingDir: root,
    entryPoints: [resolve(program)],
    outfile: join(folder, "program.mjs"),
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: "inline",
    logLevel: "warning",
  })
  process.argv = [process.argv[0] ?? "node", resolve(program), ...args]
  await import(pathToFileURL(join(folder, "program.mjs")).href)
} finally {
  await rm(folder, { recursive: true, force: true })
}
