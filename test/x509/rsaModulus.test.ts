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

  // (middle - distance) (middle + distance) is found by as many steps as the middle lies above the product's root.
  it("tells factors in each of a hundred steps, and none of those beyond", () => {
    const middle = (generatePrimeSync(256, { bigint: true }) >> 8n) << 8n
    const afterSteps = (steps: bigint): bigint => {
      const distance = root(middle * (2n * steps - 1n)) | 1n
      return (middle - distance) * (middle + distance)
    }
    const found = Array.from({ length: 110 }, (_, index) => hasCloseFactors(afterSteps(BigInt(index + 1))))
    expect(found.indexOf(false)).toBe(found.lastIndexOf(true) + 1)
    expect(found.filter(Boolean)).toHaveLength(100)
  })
})

function root(number: bigint): bigint {
  let guess = 1n << BigInt(number.toString(2).length)
  for (;;) {
    const next = (guess + number / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}
