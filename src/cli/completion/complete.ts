import type { Command } from "commander"
import { type ExitCode, exitCodes } from "../../errors.js"
import type { Io } from "../io.js"
import { placeOf } from "./place.js"
import { type Offer, offerFor } from "./values.js"

/** What every shell takes as it stands: another name would need quotes, and is not offered. */
const plain = /^[\w@%+=:,./*-]+$/

/**
 * `certfleet __complete`: what may stand where the cursor is. The first line is `words`, and then each one is a word, a tab
 * and what it means; or names of `files` or `folders` may stand there. A completion never complains.
 */
export async function complete(io: Io, program: Command, words: readonly string[]): Promise<ExitCode> {
  const place = placeOf(program, words)
  const offer = await offerFor(io, place).catch((): Offer => ({ words: [] }))
  const lines = offer.words
    .map((candidate) => ({ ...candidate, word: place.before + candidate.word }))
    .filter(({ word }) => plain.test(word) && word.startsWith(place.before + place.begun))
    .map(({ word, about }) => (about === undefined ? word : `${word}\t${about}`))
  const kind = lines.length === 0 ? (offer.names ?? "words") : "words"
  io.stdout.write(`${[kind, ...lines].join("\n")}\n`)
  return exitCodes.ok
}
