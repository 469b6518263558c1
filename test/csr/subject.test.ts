import { describe, expect, it } from "vitest"
import { parseSubject } from "../../src/csr/subject.js"

describe("parseSubject", () => {
  it.each([
    ["O=Example University, L=Springfield, ST=Illinois, C=US"],
    ["/C=US/ST=Illinois/L=Springfield/O=Example University"],
    ["organization=Example University,locality=Springfield , S=Illinois,country=US,"],
  ])("reads %j", (text) => {
    expect(parseSubject(text)).toEqual({
      ok: true,
      subject: {
        organization: "Example University",
        locality: "Springfield",
        state: "Illinois",
        country: "US",
      },
    })
  })

  it("takes an escaped comma, slash or backslash as part of the value", () => {
    expect(parseSubject("O=Example\\, Inc. \\\\ Co")).toEqual({
      ok: true,
      subject: { organization: "Example, Inc. \\ Co" },
    })
    expect(parseSubject("/O=A\\/B")).toEqual({ ok: true, subject: { organization: "A/B" } })
  })

  it.each([
    ['O="Example, Inc.", C=US', "Example, Inc."],
    ['C = US, O = "Example, Inc."', "Example, Inc."],
    ["O=Example\\, Inc.,C=US", "Example, Inc."],
    ["O=Example\\2C Inc.,C=US", "Example, Inc."],
    ["C=US, O=Example\\, Inc.", "Example, Inc."],
    ["/C=US/O=Example, Inc.", "Example, Inc."],
    ['/C=US/O="Example, Inc."', "Example, Inc."],
    ['/O="Example/Illinois"/C=US', "Example/Illinois"],
    ['O="The \\"Example\\" University",C=US', 'The "Example" University'],
    ['O=The \\"Example\\" University,C=US', 'The "Example" University'],
    ['O=The "Example" University,C=US', 'The "Example" University'],
    ["C=US,O=Universit\\C3\\A4t Beispiel", "Universität Beispiel"],
    ['O="a=b, c",C=US', "a=b, c"],
    ["O=a=b,C=US", "a=b"],
    ["C=US,O=ends with a blank\\ ", "ends with a blank "],
    ["C=US,O=Example & Söhne  ", "Example & Söhne"],
  ])("reads %j as RFC 4514 and OpenSSL write it", (text, organization) => {
    expect(parseSubject(text)).toEqual({ ok: true, subject: { organization, country: "US" } })
  })

  it.each([
    ['O="Example, C=US', "organization: a value that begins with a quotation mark must end with one"],
    ['O="Example" Inc.', "organization: a value that begins with a quotation mark must end with one"],
    ["O=\\C3\\28", "organization: its octets after backslashes are no UTF-8"],
  ])("refuses %j, and says why", (text, problem) => {
    expect(parseSubject(text)).toMatchObject({ ok: false, problem, hint: expect.stringMatching(/./) })
  })

  it.each([
    ["OU=IT", "OU cannot be part of it"],
    ["CN=mail.example.edu", "CN cannot be part of it"],
    ["Example University", '"Example University" has no ='],
    ["X=1", "X is no field of the subject"],
    ["O=a,O=b", "organization is there twice"],
  ])("refuses %j", (text, problem) => {
    expect(parseSubject(text)).toMatchObject({ ok: false, problem })
  })
})
