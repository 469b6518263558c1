import type { DeliveredPorts } from "../../bundle/delivered.js"
import { privateKeyError } from "../../bundle/load.js"
import type { Io } from "../io.js"
import type { PassphraseOptions } from "../options/passphrase.js"
import { askPassphrase, passphraseFrom } from "../terminal/passphrase.js"

/** The process's files and standard input, and the passphrase from where the options say, else from the terminal. */
export function deliveredPorts(io: Io, options: PassphraseOptions): DeliveredPorts {
  return {
    files: io.files,
    signal: io.interrupt,
    get standardInput() {
      return io.stdin
    },
    async passphrase(file) {
      const given = await passphraseFrom(io, options, { twice: false })
      if (given !== undefined) return given
      if (io.stdin.isTTY !== true) throw privateKeyError("encrypted", file)
      io.stderr.write(`${file} is encrypted.\n`)
      return askPassphrase(io, { twice: false })
    },
  }
}
