import { openDurableLog } from "../../src/local/durableLog.js"
import { localFiles } from "../../src/local/files.js"
import type { Files, OpenLog } from "../../src/ports.js"

/** A process that may end before any step that it takes on its disk, and behind the last. */
export class Mortal {
  steps = 0
  readonly #dies: number

  constructor(dies = Number.POSITIVE_INFINITY) {
    this.#dies = dies
  }

  step(): void {
    if (this.steps++ === this.#dies) throw new Error("killed")
  }

  get files(): Files {
    return {
      ...localFiles,
      create: async (...args) => {
        this.step()
        await localFiles.create(...args)
        this.step()
      },
      rename: async (...args) => {
        this.step()
        await localFiles.rename(...args)
        this.step()
      },
    }
  }

  get openLog(): OpenLog {
    return async (path) => {
      const log = await openDurableLog(path)
      const append = async (line: string): Promise<void> => {
        this.step()
        await log.append(line)
        this.step()
      }
      return { append, close: () => log.close() }
    }
  }
}
