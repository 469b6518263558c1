import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readPem, writePem } from "../../src/x509/pem.js"

const text = (value: string) => readPem(Buffer.from(value))
const block = writePem(
  "CERTIFICATE",
  Uint8Array.from({ length: 100 }, (_, index) => index),
)

describe("readPem", () => {
  it("reads back what writePem writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (der) => {
        const { blocks, problems } = text(writePem("CERTIFICATE", der))
        expect(problems).toEqual([])
        expect(blocks.map((one) => Buffer.from(one.der))).toEqual([Buffer.from(der)])
      }),
    )
  })

  it("counts lines from 1, junk included", () => {
    const { blocks } = text(`subject=CN=x\n\n${block}issuer=CN=y\n${block}`)
    expect(blocks.map(({ line, endLine }) => [line, endLine])).toEqual([
      [3, 7],
      [9, 13],
    ])
  })

  it.each([
    ["CRLF", block.replaceAll("\n", "\r\n")],
    ["old Mac line ends", block.replaceAll("\n", "\r")],
    ["no last newline", block.trimEnd()],
    ["a byte order mark", `\ufeff${block}`],
    ["blank lines inside", block.replaceAll("\n", "\n\n")],
    ["indentation", block.replace(/^/gm, "    ")],
    ["trailing blanks", block.replaceAll("\n", "  \n")],
    ["long lines", block.replace(/(?<![-])\n(?!-)/g, "")],
    ["text in front", `Dear customer,\nhere it is:\n${block}Regards`],
  ])("takes %s", (_, value) => {
    const { blocks, problems } = text(value)
    expect(problems).toEqual([])
    expect(blocks.map(({ der }) => der.length)).toEqual([100])
  })

  it("keeps RFC 1421 headers", () => {
    const value = block
      .replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n")
      .replaceAll("CERTIFICATE", "RSA PRIVATE KEY")
    expect(text(value).blocks[0]?.headers).toEqual({
      "Proc-Type": "4,ENCRYPTED",
      "DEK-Info": "AES-256-CBC,00",
    })
  })

  it.each([
    ["truncated base64", block.replace(/.{3}\n-----END/, "\n-----END"), 1],
    ["no END line", block.slice(0, 120), 1],
    ["a character of no alphabet", `x\n${block.replace("AwQ", "A!Q")}`, 3],
    ["padding in the middle", block.replace("AwQ", "A=Q"), 2],
    ["unused bits that are not zero", "-----BEGIN X-----\nAB==\n-----END X-----\n", 1],
    ["another label at the end", block.replace("END CERTIFICATE", "END X509 CRL"), 5],
    ["nothing inside", "-----BEGIN X-----\n-----END X-----\n", 1],
    ["an END without BEGIN", "-----END X-----\n", 1],
  ])("reports %s with its line", (_, value, line) => {
    const { blocks, problems } = text(value)
    expect(blocks).toEqual([])
    expect(problems).toMatchObject([{ kind: "pem", line }])
  })

  const two = `${block.trimEnd()}${block}`
  it.each([
    ["lines", block, ["lines"]],
    ["END and BEGIN on one line", two, ["glued", "glued"]],
    [
      "END and BEGIN on one line, a blank between",
      two.replace("----------", "----- -----"),
      ["glued", "glued"],
    ],
    ["one line", block.replaceAll("\n", " "), ["one-line"]],
    ["two blocks on one line", `${block}${block}`.replaceAll("\n", " "), ["glued", "glued"]],
    ["JSON", JSON.stringify({ a: block, b: block }), ["escaped", "escaped"]],
    ["a string in lines", `crt = "${block.trimEnd()}"`, ["quoted"]],
    [
      "a line that begins with a plus",
      block
        .replace(/\n(?!-)/g, "\n")
        .replace("AAECAwQ", "+AECAwQ")
        .replaceAll("\n", "\\n"),
      ["escaped"],
    ],
  ])("says how a block lies in %s", (_, value, layouts) => {
    const { blocks, problems } = text(value)
    expect(problems).toEqual([])
    expect(blocks.map(({ layout }) => layout)).toEqual(layouts)
  })

  it.each([
    [
      "a program that writes PEM",
      'return "-----BEGIN CERTIFICATE-----\\n" + body + "\\n-----END CERTIFICATE-----"',
    ],
    ["a program that looks for PEM", "if (text.startsWith('-----BEGIN CERTIFICATE-----'))"],
    [
      "a sentence about PEM",
      "It begins with -----BEGIN CERTIFICATE----- and ends with -----END CERTIFICATE-----.",
    ],
    ["a block that is commented out", block.replace(/^(?=.)/gm, "# ")],
    ["OpenPGP", "-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n"],
  ])("takes %s for no block", (_, value) => {
    expect(text(value)).toEqual({ blocks: [], problems: [] })
  })

  it.each([
    ["JSON", JSON.stringify({ crt: block.replace("AwQ", "A!Q") })],
    ["JSON that is cut off", JSON.stringify({ crt: block }).slice(0, 120)],
    ["one line", block.replace("AwQ", "A!Q").replaceAll("\n", " ")],
  ])("reports a garbled block in %s", (_, value) => {
    expect(text(value)).toMatchObject({ blocks: [], problems: [{ kind: "pem", line: 1 }] })
  })

  it.each([
    ["blocks", "-----BEGIN X-----\nMAA=\n-----END X-----\n".repeat(100_000)],
    ["blocks on one line", "-----BEGIN X-----MAA=-----END X-----".repeat(100_000)],
    ["ends", "-----END X-----\n".repeat(100_000)],
    ["beginnings", "-----BEGIN X-----\n".repeat(100_000)],
    ["dashes", "-".repeat(4_000_000)],
    ["blanks in a block", `-----BEGIN X-----\nA${" ".repeat(4_000_000)}!\n-----END X-----\n`],
    ["blanks in a block on one line", `-----BEGIN X----- ${" ".repeat(4_000_000)}! -----END X-----\n`],
    ["backslashes", `"-----BEGIN X-----${"\\".repeat(4_000_000)}-----END X-----"`],
    ["quotes", `"-----BEGIN X-----${"' ".repeat(2_000_000)}-----END X-----"`],
    ["plus signs", `"-----BEGIN X-----${"+".repeat(4_000_000)}!-----END X-----"`],
    ["headers", `-----BEGIN X-----\n${"A: b\n".repeat(400_000)}-----END X-----\n`],
    ["lines", `-----BEGIN X-----\n${"A\n".repeat(1_000_000)}-----END X-----\n`],
  ])("takes time linear in the size of many %s", (_, value) => {
    const started = performance.now()
    const { blocks, problems } = text(value)
    expect(blocks.length + problems.length).toBeLessThanOrEqual(10_001)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it("says that it stops at the 10,000th block", () => {
    const { blocks, problems } = text(block.repeat(10_001))
    expect([blocks.length, problems.length]).toEqual([10_000, 1])
    expect(problems[0]).toMatchObject({ kind: "limit", line: 50_000 })
    expect(text(block.repeat(9999)).problems).toEqual([])
  })

  it("reads no more than a mebibyte of what is no plain base64 in lines", () => {
    const certificate = new Uint8Array(900_000)
    const oneLine = (der: Uint8Array) => writePem("X509 CRL", der).replaceAll("\n", "\\n")
    expect(text(oneLine(certificate.subarray(0, 700_000))).blocks).toHaveLength(1)
    const [problem] = text(oneLine(certificate)).problems
    expect(problem?.message).toBe(
      "the X509 CRL block has more than 1 MiB and is no plain base64 in lines: it was not read",
    )
    expect(text(writePem("X509 CRL", certificate)).blocks).toHaveLength(1)
    expect(
      text(`${writePem("X509 CRL", certificate).slice(0, -30)}!\n-----END X509 CRL-----`).problems,
    ).toEqual([{ ...problem, line: 1 }])
  })

  it("takes what stands far behind the words BEGIN and END for no block", () => {
    const words = "nothing that anybody would take for base64, said again. ".repeat(40_000)
    expect(text(`echo "-----BEGIN X-----" ${words} "-----END X-----"`)).toEqual({ blocks: [], problems: [] })
  })

  it("goes on after a garbled block", () => {
    const { blocks, problems } = text(`${block.slice(0, 100)}\n${block}`)
    expect(blocks).toHaveLength(1)
    expect(problems).toHaveLength(1)
  })

  it("finds nothing in nothing and in binary", () => {
    expect(text("")).toEqual({ blocks: [], problems: [] })
    expect(readPem(Uint8Array.from({ length: 256 }, (_, index) => index))).toEqual({
      blocks: [],
      problems: [],
    })
  })

  it("never throws", () => {
    fc.assert(
      fc.property(fc.nat(block.length - 1), fc.nat(255), (at, octet) => {
        const bytes = Buffer.from(block)
        bytes[at] = octet
        const { blocks, problems } = readPem(bytes)
        expect(blocks.length + problems.length).toBeLessThanOrEqual(2)
      }),
    )
  })
})
