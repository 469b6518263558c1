/** Keys from passwords, and what making them costs: files say how much of it they want. */
import { createHash, hash, pbkdf2Sync, scryptSync } from "node:crypto"
import type { Secret } from "../secret.js"
import { malformed } from "./der.js"

/**
 * The work that one file may ask for, in rounds of PBKDF2 with SHA-256: some 1.5 seconds. A file of Firefox wants
 * 600,000 rounds for each of three parts, of OpenSSL and Windows 2,048 or less.
 */
export const maxRounds = 7_500_000

/** What starting takes, also for a single round. */
const start = 100

/** Counts the rounds over a whole file, with all passwords that are tried; a file that wants too many is refused. */
export class Rounds {
  spent = 0

  spend(count: number): void {
    this.check(this.spent + count)
    this.spent += count
  }

  /** Refuses work that is too much already as the file describes it. */
  check(count: number): void {
    if (count > maxRounds) malformed("limit", "opening it takes too many rounds of key derivation")
  }
}

/** A key as a file asks for it; it can be told before it is made what that costs. */
export interface DerivedKey {
  /** The same for the same key of a password. */
  readonly id: string
  readonly rounds: number
  readonly make: (password: Secret) => Buffer
}

/** How a file is opened: a password, and the keys that were made of it so far. */
export class KeyMaker {
  readonly #password: Secret
  readonly #rounds: Rounds
  readonly #made = new Map<string, Buffer>()

  constructor(password: Secret, rounds: Rounds) {
    this.#password = password
    this.#rounds = rounds
  }

  make({ id, rounds, make }: DerivedKey): Buffer {
    const known = this.#made.get(id)
    if (known !== undefined) return known
    this.#rounds.spend(rounds)
    const key = make(this.#password)
    this.#made.set(id, key)
    return key
  }
}

export interface Derivation {
  readonly salt: Uint8Array
  readonly iterations: number
}

interface Hash {
  readonly name: string
  /** Octets of a digest, and of what is hashed at a time. */
  readonly size: number
  readonly block: number
  /** Of one round by PBKDF2, and where each is a call of its own. */
  readonly native: number
  readonly called: number
}

const small = { block: 64, native: 1, called: 4 } as const
const large = { block: 128, native: 3, called: 6 } as const
export const hashes = {
  md5: { name: "md5", size: 16, ...small },
  sha1: { name: "sha1", size: 20, ...small },
  sha224: { name: "sha224", size: 28, ...small },
  sha256: { name: "sha256", size: 32, ...small },
  sha384: { name: "sha384", size: 48, ...large },
  sha512: { name: "sha512", size: 64, ...large },
} as const satisfies Readonly<Record<string, Hash>>
export type HashOfKeys = (typeof hashes)[keyof typeof hashes]

/** The digest of what the parts make, hashed again for each further round. */
export function hashRepeatedly(name: string, parts: readonly Uint8Array[], iterations: number): Buffer {
  const first = createHash(name)
  for (const part of parts) first.update(part)
  let digest = first.digest()
  for (let round = 1; round < iterations; round++) digest = hash(name, digest, "buffer")
  return digest
}

/** What hashing costs where it is done for so many octets, each digest for itself. */
export function roundsOf(one: HashOfKeys, sizes: readonly number[], iterations: number): number {
  return sizes.reduce((sum, size) => sum + start + Math.ceil(size / one.size) * iterations * one.called, 0)
}

/** RFC 8018 section 5.1. */
export function pbkdf1Key(by: Derivation, one: HashOfKeys): DerivedKey {
  const { salt, iterations } = by
  return {
    id: idOf("pbkdf1", by, one.name),
    rounds: roundsOf(one, [one.size], iterations),
    make: (password) => hashRepeatedly(one.name, [password.reveal(), salt], iterations),
  }
}

/** RFC 8018 section 5.2. */
export function pbkdf2Key(by: Derivation, one: HashOfKeys, size: number): DerivedKey {
  const { salt, iterations } = by
  return {
    id: idOf("pbkdf2", by, one.name, size),
    rounds: start + Math.max(1, Math.ceil(size / one.size)) * iterations * one.native,
    make: (password) => pbkdf2Sync(password.reveal(), salt, iterations, size, one.name),
  }
}

export interface ScryptCost {
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
}

/** RFC 7914 section 6; memory grows with the product of the three, which whoever reads them limits. */
export function scryptKey(salt: Uint8Array, by: ScryptCost, size: number): DerivedKey {
  const { cost, blockSize, parallelization } = by
  return {
    id: idOf("scrypt", { salt, iterations: cost }, blockSize, parallelization, size),
    // Measured: beside the cost, each block is expanded and compressed with PBKDF2.
    rounds: start + 2 * (cost + 3) * blockSize * parallelization,
    make: (password) => scryptSync(password.reveal(), salt, size, { ...by, maxmem: 2 ** 29 }),
  }
}

export function idOf(
  kind: string,
  { salt, iterations }: Derivation,
  ...more: readonly (string | number)[]
): string {
  return [kind, iterations, ...more, Buffer.from(salt).toString("hex")].join(" ")
}
