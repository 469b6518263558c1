import type { DeliveredPorts } from "../../bundle/delivered.js"
import { privateKeyError } from "../../bundle/keyProblems.js"
import { printable } from "../../report/printable.js"
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
      if (io.stdin.isTTY !== true) throw privateKeyError({ problem: "encrypted" }, file)
      io.stderr.write(`${printable(file)} is encrypted.\n`)
      return askPassphrase(io, { twice: false })
    },
  }
}
