import { resolve } from "node:path"
import { build } from "esbuild"

/** Builds a client that a benchmark runs as a process of its own; returns its file, to be removed by the caller. */
export async function buildClient(name: string): Promise<string> {
  // There the packages left out of the bundle resolve.
  const outfile = resolve(`node_modules/.${name}.mjs`)
  await build({
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    logLevel: "error",
  })
  return outfile
}
