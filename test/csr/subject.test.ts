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
    ["OU=IT", "OU cannot be part of it"],
    ["CN=mail.example.edu", "CN cannot be part of it"],
    ["Example University", '"Example University" has no ='],
    ["X=1", "X is no field of the subject"],
    ["O=a,O=b", "organization is there twice"],
  ])("refuses %j", (text, problem) => {
    expect(parseSubject(text)).toMatchObject({ ok: false, problem })
  })
})
