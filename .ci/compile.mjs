// Writes the code that V8 compiles for what starts often or waits for nothing but itself: `certfleet lint FILE`, and
// the SSH of a rollout.
import { readFile, writeFile } from "node:fs/promises"
import { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { useSsh2 } from "./useSsh2.mjs"

const root = new URL("..", import.meta.url)
const dist = new URL("dist/", root)
const { outputFiles } = await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ["src/cli/compiled.ts"],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  logLevel: "warning",
})
const { cacheOf, compiledAfter } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
)

for (const [name, use] of Object.entries({ "program.cjs": lintOnce, "ssh2.cjs": useSsh2 })) {
  const file = new URL(name, dist)
  await writeFile(cacheOf(file), await compiledAfter(file, use))
}

async function lintOnce({ program: { processIo, runCommandLine } }) {
  const never = new AbortController().signal
  const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() })
  const io = {
    ...processIo(never, never),
    stdin: Readable.from([await readFile(new URL("certs-fixtures/certs/leaf.pem", root))]),
    stdout: sink(),
    stderr: sink(),
    env: {},
    clock: { now: () => Date.UTC(2026, 4, 1) },
  }
  const exitCode = await runCommandLine(["lint", "--no-config", "-"], io)
  if (exitCode !== 1) throw new Error(`lint of a fixture ended with ${exitCode}`)
}
