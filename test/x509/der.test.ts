import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { DerReader, tags, Work } from "../../src/x509/der.js"
import { readText, stringType } from "../../src/x509/derStrings.js"
import {
  readBits,
  readBoolean,
  readDefaultFalse,
  readInteger,
  readNamedBits,
  readOid,
  readSmallInteger,
  readTime,
} from "../../src/x509/derValues.js"
import { der, derInteger, derOid, derText } from "../../src/x509/derWrite.js"
import { attempt, type Parsed } from "../../src/x509/parsed.js"

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"))
const read = <T>(hex: string, how: (reader: DerReader) => T, work = new Work()): Parsed<T> =>
  attempt(() => {
    const reader = new DerReader(bytes(hex), work)
    const value = how(reader)
    reader.close("the input")
    return value
  })
const kindOf = (result: Parsed<unknown>): string => (result.ok ? "read" : result.problem.kind)

describe("DerReader", () => {
  it.each([
    ["an indefinite length", "30 80 00 00"],
    ["a long length for a short value", "04 81 01 00"],
    ["a length with a leading zero", `04 82 00 80 ${"00".repeat(128)}`],
    ["a length of five octets", "04 85 00 00 00 00 01 00"],
    ["a value that is cut off", "04 05 00"],
    ["a header that is cut off", "04"],
    ["a length that is cut off", "04 82 01"],
    ["a small tag number in the long form", "1f 1e 00"],
    ["a tag number with a leading zero", "1f 80 1f 00"],
    ["a tag number that is too long", "1f ff ff ff 01 00"],
    ["a tag number that is cut off", "1f ff"],
  ])("refuses %s", (_, hex) => {
    expect(kindOf(read(hex, (reader) => reader.next()))).toBe("encoding")
  })

  it("reads high tag numbers", () => {
    expect(read("9f 1f 00", (reader) => reader.next().tag)).toEqual({ ok: true, value: 0x9f0000 + 31 })
    expect(read("bf 81 00 00", (reader) => reader.next().tag)).toEqual({ ok: true, value: 0xbf0000 + 128 })
  })

  it("refuses what follows the end and says where", () => {
    expect(read("05 00 05 00", (reader) => reader.next())).toMatchObject({
      ok: false,
      problem: { kind: "structure", offset: 2 },
    })
  })

  it("counts elements and stops at the limit", () => {
    const work = new Work(3)
    const all = (reader: DerReader): number => {
      while (!reader.atEnd) reader.next()
      return work.elements
    }
    expect(read("05 00 05 00 05 00", all, work)).toEqual({ ok: true, value: 3 })
    expect(kindOf(read("05 00", all, work))).toBe("limit")
  })

  it("stops at a depth that no certificate has", () => {
    const dive = (reader: DerReader): number =>
      reader.atEnd ? reader.depth : dive(reader.enter(tags.sequence, "it"))
    const nested = (depth: number): string => {
      let value: Uint8Array = new Uint8Array()
      for (let index = 0; index < depth; index++) value = der(0x30, value)
      return Buffer.from(value).toString("hex")
    }
    expect(read(nested(20), dive).ok).toBe(true)
    expect(kindOf(read(nested(200), dive))).toBe("limit")
  })

  it("never reads past the end of a view", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (input) => {
        const work = new Work()
        const walk = (reader: DerReader): void => {
          while (!reader.atEnd) {
            const element = reader.next()
            expect(element.end).toBeLessThanOrEqual(input.length)
            if ((element.tag & 0x20) !== 0 && element.tag < 256) walk(reader.inside(element))
          }
        }
        attempt(() => walk(new DerReader(input, work)))
        expect(work.elements).toBeLessThanOrEqual(input.length)
      }),
    )
  })
})

describe("primitive values", () => {
  it.each([
    ["02 01 00", "read"],
    ["02 02 00 80", "read"],
    ["02 02 ff 7f", "read"],
    ["02 00", "encoding"],
    ["02 02 00 7f", "encoding"],
    ["02 02 ff 80", "encoding"],
  ])("integer %s: %s", (hex, kind) => {
    expect(kindOf(read(hex, (reader) => readInteger(reader.next())))).toBe(kind)
  })

  it.each([
    ["02 01 7f", 127],
    ["02 02 01 00", 256],
  ])("small integer %s is %d", (hex, value) => {
    expect(read(hex, (reader) => readSmallInteger(reader.next(), "it"))).toEqual({ ok: true, value })
  })

  it("refuses negative and huge small integers", () => {
    expect(kindOf(read("02 01 80", (reader) => readSmallInteger(reader.next(), "it")))).toBe("value")
    expect(kindOf(read("02 05 01 00 00 00 00", (reader) => readSmallInteger(reader.next(), "it")))).toBe(
      "value",
    )
  })

  it.each([
    ["01 01 ff", "read"],
    ["01 01 00", "read"],
    ["01 01 01", "encoding"],
    ["01 00", "encoding"],
    ["01 02 00 00", "encoding"],
  ])("boolean %s: %s", (hex, kind) => {
    expect(kindOf(read(hex, (reader) => readBoolean(reader.next())))).toBe(kind)
  })

  it("complains about a default that is written out", () => {
    const work = new Work()
    expect(read("01 01 00", (reader) => readDefaultFalse(reader), work)).toEqual({ ok: true, value: false })
    expect(work.problems).toHaveLength(1)
  })

  it.each([
    ["03 02 00 ff", "read"],
    ["03 01 00", "read"],
    ["03 02 03 f8", "read"],
    ["03 00", "encoding"],
    ["03 01 01", "encoding"],
    ["03 02 08 00", "encoding"],
    ["03 02 03 ff", "encoding"],
  ])("bit string %s: %s", (hex, kind) => {
    expect(kindOf(read(hex, (reader) => readBits(reader.next())))).toBe(kind)
  })

  it("reads named bits and complains about trailing zeros", () => {
    const work = new Work()
    const result = read("03 02 05 a0", (reader) => [...readNamedBits(reader.next(), work)])
    expect(result).toEqual({ ok: true, value: [0, 2] })
    expect(work.problems).toEqual([])
    read("03 02 04 a0", (reader) => readNamedBits(reader.next(), work))
    expect(work.problems.map(({ kind }) => kind)).toEqual(["encoding"])
  })

  it.each([
    ["06 03 55 1d 11", "2.5.29.17"],
    ["06 09 2a 86 48 86 f7 0d 01 01 0b", "1.2.840.113549.1.1.11"],
    ["06 03 88 37 03", "2.999.3"],
    ["06 01 27", "0.39"],
  ])("object identifier %s is %s", (hex, dotted) => {
    expect(read(hex, (reader) => readOid(reader.next()))).toEqual({ ok: true, value: dotted })
    expect(Buffer.from(derOid(dotted))).toEqual(Buffer.from(bytes(hex)))
  })

  it.each(["06 00", "06 02 55 80", "06 03 55 80 01"])("refuses object identifier %s", (hex) => {
    expect(kindOf(read(hex, (reader) => readOid(reader.next())))).toBe("encoding")
  })

  it("reads back every object identifier it writes", () => {
    const arc = fc.bigInt({ min: 0n, max: 2n ** 70n })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.bigInt({ min: 0n, max: 39n }),
        fc.array(arc),
        (a, b, rest) => {
          const dotted = [a, b, ...rest.slice(0, 8)].join(".")
          const encoded = Buffer.from(derOid(dotted)).toString("hex")
          expect(read(encoded, (reader) => readOid(reader.next()))).toEqual({ ok: true, value: dotted })
        },
      ),
    )
  })

  it("reads back every small integer it writes", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (value) => {
        const encoded = Buffer.from(derInteger(value)).toString("hex")
        expect(read(encoded, (reader) => readSmallInteger(reader.next(), "it"))).toEqual({ ok: true, value })
      }),
    )
  })
})

describe("readTime", () => {
  const time = (tag: number, text: string, work = new Work()) => ({
    result: read(Buffer.from(derText(tag, text)).toString("hex"), (reader) => readTime(reader, "it"), work),
    complaints: work.problems.length,
  })

  it.each([
    [tags.utcTime, "491231235959Z", "2049-12-31T23:59:59.000Z"],
    [tags.utcTime, "500101000000Z", "1950-01-01T00:00:00.000Z"],
    [tags.utcTime, "240229120000Z", "2024-02-29T12:00:00.000Z"],
    [tags.generalizedTime, "20500101000000Z", "2050-01-01T00:00:00.000Z"],
    [tags.generalizedTime, "99991231235959Z", "9999-12-31T23:59:59.000Z"],
  ])("tag %i %s is %s", (tag, text, iso) => {
    const { result, complaints } = time(tag, text)
    expect(result.ok && result.value.date.toISOString()).toBe(iso)
    expect(complaints).toBe(0)
  })

  it.each([
    [tags.utcTime, "2402291200Z", "2024-02-29T12:00:00.000Z"],
    [tags.utcTime, "240229120000+0100", "2024-02-29T11:00:00.000Z"],
    [tags.utcTime, "240229120000-0130", "2024-02-29T13:30:00.000Z"],
    [tags.generalizedTime, "20240229120000.5Z", "2024-02-29T12:00:00.000Z"],
    [tags.generalizedTime, "202402291200Z", "2024-02-29T12:00:00.000Z"],
  ])("tag %i %s is %s with a complaint", (tag, text, iso) => {
    const { result, complaints } = time(tag, text)
    expect(result.ok && result.value.date.toISOString()).toBe(iso)
    expect(complaints).toBe(1)
  })

  it.each([
    [tags.utcTime, "230229120000Z"],
    [tags.utcTime, "241301000000Z"],
    [tags.utcTime, "240100000000Z"],
    [tags.utcTime, "240101240000Z"],
    [tags.utcTime, "240101006000Z"],
    [tags.utcTime, "240101000060Z"],
    [tags.utcTime, "24010100000aZ"],
    [tags.utcTime, "240101000000"],
    [tags.utcTime, ""],
    [tags.generalizedTime, "240101000000Z"],
    [tags.generalizedTime, "2024010100Z"],
  ])("refuses tag %i %s", (tag, text) => {
    expect(kindOf(time(tag, text).result)).toBe("time")
  })
})

describe("readText", () => {
  const text = (tag: number, octets: string | Uint8Array, work = new Work()) => {
    const type = stringType(tag)
    if (type === undefined) throw new Error("no string type")
    const value = typeof octets === "string" ? new TextEncoder().encode(octets) : octets
    const element = new DerReader(der(tag, value), work).next()
    return { result: attempt(() => readText(element, type, work)), complaints: work.problems.length }
  }

  it.each([
    [tags.printableString, "Example (GmbH) + Co. 1/2: a=b?", 0],
    [tags.printableString, "a@b", 1],
    [tags.printableString, "a*b", 1],
    [tags.printableString, "a_b", 1],
    [tags.utf8String, "Universität", 0],
    [tags.ia5String, "mail@example.edu", 0],
    [tags.visibleString, "tab\t", 1],
  ])("tag %i %s: %i complaints", (tag, value, complaints) => {
    expect(text(tag, value)).toEqual({ result: { ok: true, value }, complaints })
  })

  it("reads wide strings", () => {
    expect(text(tags.bmpString, bytes("00 55 00 6e 00 ef")).result).toEqual({ ok: true, value: "Unï" })
    expect(text(tags.universalString, bytes("00 01 f6 1c")).result).toEqual({ ok: true, value: "😜" })
  })

  it.each([
    [tags.utf8String, "ff"],
    [tags.utf8String, "c0 80"],
    [tags.utf8String, "ed a0 80"],
    [tags.bmpString, "00"],
    [tags.bmpString, "d8 00"],
    [tags.universalString, "00 11 00 00"],
  ])("refuses tag %i %s", (tag, hex) => {
    expect(kindOf(text(tag, bytes(hex)).result)).toBe("string")
  })

  it("complains about IA5String beyond ASCII", () => {
    expect(text(tags.ia5String, bytes("e9")).complaints).toBe(1)
  })
})
