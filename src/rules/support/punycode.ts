/** Decoding of RFC 3492, for labels that a CA has signed already. */
const [base, tMin, tMax, skew, damp] = [36, 1, 26, 38, 700]
const digits = "abcdefghijklmnopqrstuvwxyz0123456789"

/** RFC 1034 section 3.1 leaves so many characters of a label after `xn--`; decoding takes the square of them. */
const longest = 59

/** The text that a label stands for, its `xn--` taken off; undefined when it is no Punycode or too long. */
export function decodePunycode(label: string): string | undefined {
  if (label.length > longest) return undefined
  const cut = label.lastIndexOf("-")
  const output = cut > 0 ? [...label.slice(0, cut)].map((char) => char.codePointAt(0) ?? 0) : []
  const rest = { text: label.slice(cut + 1).toLowerCase(), position: 0 }
  let [code, at, bias] = [128, 0, 72]
  while (rest.position < rest.text.length) {
    const delta = readDelta(rest, bias)
    if (delta === undefined) return undefined
    const count = output.length + 1
    bias = adapt(delta, count, at === 0)
    at += delta
    code += Math.floor(at / count)
    at %= count
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
    output.splice(at++, 0, code)
  }
  return String.fromCodePoint(...output)
}

/** RFC 3492 section 6.2: one generalized variable-length integer. */
function readDelta(rest: { readonly text: string; position: number }, bias: number): number | undefined {
  let value = 0
  for (let weight = 1, k = base; value <= 0x7fffffff; k += base) {
    const digit = rest.position < rest.text.length ? digits.indexOf(rest.text.charAt(rest.position++)) : -1
    if (digit < 0) return undefined
    value += digit * weight
    const threshold = Math.min(tMax, Math.max(tMin, k - bias))
    if (digit < threshold) return value
    weight *= base - threshold
  }
  return undefined
}

/** RFC 3492 section 6.1. */
function adapt(delta: number, count: number, first: boolean): number {
  let scaled = Math.floor(delta / (first ? damp : 2))
  scaled += Math.floor(scaled / count)
  let k = 0
  for (; scaled > ((base - tMin) * tMax) >> 1; k += base) scaled = Math.floor(scaled / (base - tMin))
  return k + Math.floor(((base - tMin + 1) * scaled) / (scaled + skew))
}
