import { existsSync } from "node:fs"
import { join, resolve } from "node:path"

/** This folder, also when a benchmark has been bundled into one file elsewhere (npm runs it in the package's root). */
export const here: string = existsSync(join(import.meta.dirname, "host"))
  ? import.meta.dirname
  : resolve("test/e2e")
