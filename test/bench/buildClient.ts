import { resolve } from "node:path"
import { build } from "esbuild"

/** Builds a client that a benchmark runs as a process of its own; returns its file, to be removed by the caller. */
export async function buildClient(name: string): Promise<string> {
  // Among the modules of the build, whose ssh2 is the one that ships.
  const outfile = resolve(`dist/${name}.cjs`)
  await build({
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    packages: "external",
    alias: { ssh2: "#ssh2" },
    external: ["#ssh2"],
    format: "cjs",
    platform: "node",
    logLevel: "error",
  })
  return outfile
}
