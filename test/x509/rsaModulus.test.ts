import { generatePrimeSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { hasCloseFactors } from "../../src/x509/rsaModulus.js"

describe("the modulus of an RSA key", () => {
  // Of every length in hexadecimal digits, odd and even: where the search begins depends on it.
  it.each([40, 41, 42, 43, 130, 511, 512, 513])(
    "tells close prime factors of %i bits from others",
    (bits) => {
      const first = generatePrimeSync(bits, { bigint: true })
      expect(hasCloseFactors(first * (first + 2n))).toBe(true)
      expect(hasCloseFactors(first * first)).toBe(true)
      const far = generatePrimeSync(bits + 2, { bigint: true })
      expect(hasCloseFactors(first * far)).toBe(false)
    },
  )
})
