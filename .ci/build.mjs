// Bundles the command line (one chunk a command) and the library, writes their type declarations and
// the JSON Schema of fleet.yaml. Runs on `npm ci` (prepare), so it must need nothing but the lock file.
import { execFile } from "node:child_process"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))
const run = promisify(execFile)

await rm(`${root}dist`, { recursive: true, force: true })
await Promise.all([
  build({
    absWorkingDir: root,
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    chunkNames: "chunks/[name]-[hash]",
    // ssh2 loads native addons from its own folder.
    external: ["ssh2", "*.node"],
    banner: {
      js: 'import { createRequire as certfleetRequire } from "node:module"; const require = certfleetRequire(import.meta.url);',
    },
    logLevel: "warning",
  }),
  writeSchema(),
  run(process.execPath, [
    `${root}node_modules/typescript/bin/tsc`,
    "-p",
    `${root}.ci/tsconfig.types.json`,
  ]).catch((error) => {
    throw new Error(`type declarations: ${error.stdout || error.message}`)
  }),
])
// --help answers from this file: see src/cli/main.ts. The folder was empty before, so commander wrote it.
const { stdout: help } = await run(process.execPath, [`${root}bin/certfleet.js`, "--help"])
await writeFile(`${root}dist/help.txt`, help)

async function writeSchema() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/fleet/schema.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  })
  const { fleetJsonSchema } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  )
  await mkdir(`${root}dist`, { recursive: true })
  await writeFile(`${root}dist/fleet.schema.json`, `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`)
}
