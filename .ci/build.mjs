// Builds the command line (one chunk a command) and the library as ES modules, their type declarations, the JSON Schemas
// of fleet.yaml and of what --json prints, the manual pages, and third-party notices. Runs on `npm ci` (prepare), so it must need nothing but the lock file.
import { execFile } from "node:child_process"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "esbuild"
import { notices } from "./notices.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const run = promisify(execFile)

const modules = {
  ...{ bundle: true, packages: "external", format: "esm", platform: "node", target: "node20.19" },
  logLevel: "warning",
}

await rm(`${root}dist`, { recursive: true, force: true })
await Promise.all([bundle(), declareTypes()])
await Promise.all([writeSchema(), writeManPages(), writeFile(`${root}dist/THIRD_PARTY.md`, notices(root))])

function bundle() {
  return build({
    absWorkingDir: root,
    entryPoints: {
      cli: "src/cli/main.ts",
      help: "src/cli/help/main.ts",
      index: "src/index.ts",
      schema: "src/fleet/schema.ts",
      documents: "src/report/schemas/documents.ts",
    },
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    splitting: true,
    sourcemap: true,
    sourcesContent: false,
    ...modules,
  })
}

/** Made by a program of its own: what it shares with the command line would be one more file to load at every start. */
async function writeManPages() {
  const maker = `${root}dist/man/maker.mjs`
  await build({ absWorkingDir: root, entryPoints: [".ci/man/pages.ts"], outfile: maker, ...modules })
  const { manPages } = await import(new URL("dist/man/maker.mjs", `file://${root}`).href)
  for (const [name, text] of Object.entries(manPages())) await writeFile(`${root}dist/man/${name}`, text)
  await rm(maker)
}

async function declareTypes() {
  const compiler = `${root}node_modules/typescript/bin/tsc`
  try {
    await run(process.execPath, [compiler, "-p", `${root}.ci/tsconfig.types.json`])
  } catch (error) {
    throw new Error(`type declarations: ${error.stdout || error.message}`)
  }
}

async function writeSchema() {
  const { fleetJsonSchema } = await import(new URL("dist/schema.js", `file://${root}`).href)
  await writeFile(`${root}dist/fleet.schema.json`, `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`)
  const { documentSchemas } = await import(new URL("dist/documents.js", `file://${root}`).href)
  await mkdir(`${root}dist/schemas`)
  for (const [name, schema] of Object.entries(documentSchemas()))
    await writeFile(`${root}dist/schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`)
}
