import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { Script } from "node:vm"

type Program = typeof import("./entry.js").program

/** The command line. */
export function loadProgram(base: string = import.meta.url): Program {
  const { program } = loadCompiled(new URL("program.cjs", base)) as Partial<typeof import("./entry.js")>
  if (program === undefined) throw new Error("program.cjs is no program")
  return program
}

/**
 * Loads a CommonJS file of the build with the code that V8 compiled during the build: compiling it anew would take
 * longer than most commands do. Code of another Node is refused by V8, and then compiled as always.
 * @param folder what `__dirname` says inside, unless it is the file's own folder
 */
export function loadCompiled(file: URL, folder?: string): unknown {
  return evaluate(compile(file, cachedCode(file)), file, folder)
}

/** For the build: writes nothing, gives the code as far as `use` had it compiled. */
export async function compiledAfter(
  file: URL,
  use: (exports: unknown) => Promise<unknown>,
): Promise<Uint8Array> {
  const script = compile(file, undefined)
  await use(evaluate(script, file))
  return script.createCachedData()
}

/** Where the build keeps the code compiled of a file. */
export function cacheOf(file: URL): URL {
  return new URL(file.href.replace(/\.cjs$/, ".cache"))
}

function compile(file: URL, cachedData: Buffer | undefined): Script {
  // The build writes ASCII, which V8 keeps at one byte a character.
  const source = readFileSync(file, "latin1")
  return new Script(`(function (require, module, exports, __dirname, lateImport) {${source}\n})`, {
    filename: fileURLToPath(file),
    ...(cachedData === undefined ? {} : { cachedData }),
  })
}

function evaluate(script: Script, file: URL, folder = dirname(fileURLToPath(file))): unknown {
  const module = { exports: {} }
  // V8 knows no importer for compiled code: what only some commands need is imported by this one.
  const lateImport = (name: string): Promise<unknown> => import(new URL(name, file).href)
  script.runInThisContext()(createRequire(file), module, module.exports, folder, lateImport)
  return module.exports
}

function cachedCode(file: URL): Buffer | undefined {
  try {
    return readFileSync(cacheOf(file))
  } catch {
    return undefined
  }
}
