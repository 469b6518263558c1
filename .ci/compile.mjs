// Writes the code that V8 compiles for `certfleet lint FILE`, the command that waits for nothing but itself.
import { readFile, writeFile } from "node:fs/promises"
import { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = new URL("..", import.meta.url)
const dist = new URL("dist/", root)
const { outputFiles } = await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ["src/cli/loadProgram.ts"],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  logLevel: "warning",
})
const { compiledAfter } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
)
const never = new AbortController().signal
const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() })
const code = await compiledAfter(dist.href, async ({ processIo, runCommandLine }) => {
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
})
await writeFile(new URL("program.cache", dist), code)
