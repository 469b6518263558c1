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
