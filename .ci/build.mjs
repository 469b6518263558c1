// Bundles the command line (one chunk a command) and the library, writes their type declarations and
// the JSON Schema of fleet.yaml. Runs on `npm ci` (prepare), so it must need nothing but the lock file.
import { execFile } from "node:child_process"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))
const run = promisify(execFile)

await rm(`${root}dist`, { recursive: true, force: true })
const common = {
  mainFields: ["module", "main"],
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  charset: "ascii",
  external: ["*.node"],
  logLevel: "warning",
}

/** Compiled ahead of time with the command line; all else that is imported late comes from modules beside it. */
const early = new Set(["./lintAction.js"])
const late = new Map()
const lateImports = {
  name: "late-imports",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\.?\// }, async ({ kind, path, importer, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || early.has(path) || pluginData === "seen") return undefined
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: "seen" })
      if (found.errors.length > 0) return { errors: found.errors }
      const name = relative(`${root}src`, found.path).replace(/\.ts$/, "").replaceAll("/", "-")
      late.set(`late/${name}`, found.path)
      return { path: `./late/${name}.js`, external: true }
    })
  },
}

/** The tables of the public suffix list as Base64: V8 reads them faster than lists of thousands of numbers. */
const packedTables = {
  name: "packed-tables",
  setup({ onLoad }) {
    onLoad({ filter: /tldts\/dist\/es6\/src\/data\/trie\.js$/ }, async ({ path }) => {
      const contents = Object.entries(await import(path)).map(([name, value]) => {
        if (!ArrayBuffer.isView(value)) return `export const ${name} = ${JSON.stringify(value)}`
        const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")
        return `export const ${name} = new ${value.constructor.name}(Uint8Array.from(Buffer.from("${bytes}", "base64")).buffer)`
      })
      return { contents: contents.join("\n"), loader: "js" }
    })
  },
}

/** What libraries load for features that are not used here: programs as commands, and a guess at the terminal. */
const unusedFeatures = {
  name: "unused-features",
  setup({ onResolve, onLoad }) {
    const unused = { path: "unused", namespace: "unused-features" }
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("/commander/") ? unused : undefined,
    )
    onResolve({ filter: /^#supports-color$/ }, () => unused)
    onLoad({ filter: /.*/, namespace: unused.namespace }, () => ({ contents: "module.exports = {}" }))
  },
}

/** For CommonJS, which has no import.meta. */
const importMeta = {
  define: { "import.meta.url": "certfleetUrl" },
  banner: { js: 'const certfleetUrl = require("node:url").pathToFileURL(__filename).href;' },
}

/** The package ssh2 is a file of its own, found by package.json's "imports" from wherever a module ends up. */
const ssh2Apart = {
  name: "ssh2-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^ssh2$/ }, () => ({ path: "#ssh2", external: true }))
  },
}

/**
 * Inside ssh2's one file: its native code stays where the package is installed, what starts programs (for Windows'
 * agents) is loaded when it does, and what is not used here is left out.
 */
const ssh2Alone = {
  name: "ssh2-alone",
  setup({ onResolve, onLoad }) {
    const namespace = "ssh2-alone"
    const contents = {
      child_process: ["spawn", "execFile"]
        .map((name) => `exports.${name} = (...args) => require("node:child_process").${name}(...args)`)
        .join("\n"),
      "./http-agents.js": "",
    }
    onResolve({ filter: /\/sshcrypto\.node$/ }, ({ path }) => ({
      path: path.replace("./", "ssh2/lib/protocol/"),
      external: true,
    }))
    onResolve({ filter: /^(child_process|\.\/http-agents\.js)$/ }, ({ path }) => ({ path, namespace }))
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: contents[path], resolveDir: root }))
  },
}

// One file: V8's compiled code is kept per file.
const program = await build({
  ...common,
  write: false,
  entryPoints: { program: "src/cli/entry.ts" },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  minifyIdentifiers: true,
  plugins: [lateImports, packedTables, unusedFeatures],
})
await mkdir(`${root}dist`, { recursive: true })
for (const { path, text } of program.outputFiles)
  await writeFile(path, text.replaceAll('import("./late/', 'lateImport("./late/'))
await Promise.all([
  build({
    ...common,
    stdin: { contents: 'module.exports = require("ssh2")', resolveDir: root },
    mainFields: ["main"],
    outfile: "dist/ssh2.cjs",
    format: "cjs",
    minifyIdentifiers: true,
    external: ["cpu-features"],
    plugins: [ssh2Alone],
  }),
  build({
    ...common,
    entryPoints: [".ci/ssh2.cjs"],
    outfile: "dist/ssh2-compiled.cjs",
    format: "cjs",
    external: ["ssh2"],
    ...importMeta,
  }),
  // CommonJS starts some milliseconds earlier than a module that imports modules.
  build({
    ...common,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    ...importMeta,
  }),
  build({
    ...common,
    entryPoints: { index: "src/index.ts", ...Object.fromEntries(late) },
    outdir: "dist",
    splitting: true,
    format: "esm",
    chunkNames: "chunks/[name]-[hash]",
    plugins: [ssh2Apart],
    banner: {
      js: 'import { createRequire as certfleetRequire } from "node:module"; const require = certfleetRequire(import.meta.url);',
    },
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
await run(process.execPath, [`${root}.ci/compile.mjs`])
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
  await writeFile(`${root}dist/fleet.schema.json`, `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`)
}
