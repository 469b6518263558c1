import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { Script } from "node:vm"

type Program = typeof import("./entry.js").program

/**
 * Loads the command line with the code that V8 compiled during the build: compiling it anew would take longer than
 * most commands do. Code of another Node is refused by V8, and then compiled as always.
 */
export function loadProgram(base: string = import.meta.url): Program {
  const file = new URL("program.cjs", base)
  const script = compile(file, cachedCode(base))
  return evaluate(script, file)
}

/** For the build: the code as far as `use` had it compiled. */
export async function compiledAfter(
  base: string,
  use: (program: Program) => Promise<unknown>,
): Promise<Uint8Array> {
  const file = new URL("program.cjs", base)
  const script = compile(file, undefined)
  await use(evaluate(script, file))
  return script.createCachedData()
}

function compile(file: URL, cachedData: Buffer | undefined): Script {
  // The build writes ASCII, which V8 keeps at one byte a character.
  const source = readFileSync(file, "latin1")
  return new Script(`(function (require, module, exports, lateImport) {${source}\n})`, {
    filename: fileURLToPath(file),
    ...(cachedData === undefined ? {} : { cachedData }),
  })
}

function evaluate(script: Script, file: URL): Program {
  const module: { exports: Partial<typeof import("./entry.js")> } = { exports: {} }
  // V8 knows no importer for compiled code: what only some commands need is imported by this one.
  const lateImport = (name: string): Promise<unknown> => import(new URL(name, file).href)
  script.runInThisContext()(createRequire(file), module, module.exports, lateImport)
  if (module.exports.program === undefined) throw new Error(`${file.pathname} is no program`)
  return module.exports.program
}

function cachedCode(base: string): Buffer | undefined {
  try {
    return readFileSync(new URL("program.cache", base))
  } catch {
    return undefined
  }
}
