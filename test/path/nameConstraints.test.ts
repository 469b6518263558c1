import { describe, expect, it } from "vitest"
import type { ExtensionSpec, NameSpec } from "../../certs-fixtures/certificateDer.js"
import { directory, dns, email, extension, ip, uri } from "../../certs-fixtures/extensionDer.js"
import type { ProfileName } from "../../src/path/profile.js"
import type { Rejection } from "../../src/path/rejection.js"
import { strictNames, within } from "../../src/path/subtrees.js"
import { der, derInteger, derOid, derSequence } from "../../src/x509/derWrite.js"
import { ca, host, leaf, outcome, verify } from "./graph.js"

const v6 = (last: number, mask?: number): Uint8Array =>
  ip(
    0x20,
    1,
    0xd,
    0xb8,
    ...new Array<number>(11).fill(0),
    last,
    ...(mask === undefined ? [] : new Array<number>(16).fill(mask)),
  )
const cidr = ip(192, 0, 2, 0, 255, 255, 255, 0)
const rid = (oid: string): Uint8Array => Uint8Array.from([0x88, ...derOid(oid).subarray(1)])
const other = der(0xa0, derOid("1.2.3"), der(0xa0, derInteger(1)))

/** Verifies a leaf with one more name under a CA with constraints; the host itself is always permitted. */
function check(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[],
  names: readonly Uint8Array[],
  subject: string | NameSpec = host,
) {
  const constrained = ca("root>sub", { extensions: [extension.nameConstraints(permitted, excluded)] })
  const end = leaf("sub>leaf", { subject, extensions: [extension.subjectAltName([dns(host), ...names])] })
  return outcome(verify(end, [constrained], [ca("root>root")], { profile: "private" })).replace(
    /^.* < root$/,
    "valid",
  )
}

const example = dns("example.edu")

describe("permitted subtrees", () => {
  const cases: readonly (readonly [string, Uint8Array, Uint8Array, string])[] = [
    ["the very host", dns("www.example.edu"), dns("www.example.edu"), "valid"],
    ["a host below, in another case", example, dns("WWW.Example.EDU"), "valid"],
    ["a host many labels below", example, dns("a.b.c.example.edu"), "valid"],
    ["a name that only ends alike", dns("ample.edu"), dns("example.edu"), "name-not-permitted"],
    ["a wildcard below", example, dns("*.example.edu"), "valid"],
    ["a wildcard that reaches beyond", dns("www.example.edu"), dns("*.example.edu"), "name-not-permitted"],
    ["everything", dns(""), dns("www.example.org"), "valid"],
    ["an address of the network", cidr, ip(192, 0, 2, 77), "valid"],
    ["an address outside", cidr, ip(192, 0, 3, 77), "name-not-permitted"],
    ["an IPv6 address where IPv4 is permitted", cidr, v6(1), "name-not-permitted"],
    ["an IPv6 address of the network", v6(0, 0xff), v6(0), "valid"],
    ["a network in place of an address", cidr, cidr, "name-constraint-unusable"],
    ["a mailbox", email("a@example.edu"), email("a@EXAMPLE.edu"), "valid"],
    ["a mailbox in another case", email("a@example.edu"), email("A@example.edu"), "name-not-permitted"],
    ["any mailbox of a host", email("example.edu"), email("a@example.edu"), "valid"],
    ["a mailbox of a host below", email("example.edu"), email("a@mail.example.edu"), "name-not-permitted"],
    ["a mailbox of a domain", email(".example.edu"), email("a@mail.example.edu"), "valid"],
    [
      "a mailbox of the domain's own host",
      email(".example.edu"),
      email("a@example.edu"),
      "name-not-permitted",
    ],
    [
      "an asterisk, which is just a character",
      email("*@example.edu"),
      email("a@example.edu"),
      "name-not-permitted",
    ],
    ["a URI of the host", uri("www.example.edu"), uri("https://www.example.edu:8443/x?y"), "valid"],
    [
      "a URI with user and host",
      uri("www.example.edu"),
      uri("ftp://a@www.example.edu"),
      "name-constraint-unusable",
    ],
    ["a URI of a domain", uri(".example.edu"), uri("https://www.example.edu"), "valid"],
    ["a URI of the domain's own host", uri(".example.edu"), uri("https://example.edu"), "name-not-permitted"],
    [
      "a URI that only mentions the host",
      uri("www.example.edu"),
      uri("https://evil.test/www.example.edu"),
      "name-not-permitted",
    ],
    [
      "a URI with the host before the @",
      uri("www.example.edu"),
      uri("https://www.example.edu@evil.test"),
      "name-constraint-unusable",
    ],
    ["a URI with an address", uri("www.example.edu"), uri("https://192.0.2.1/"), "name-constraint-unusable"],
    ["a URI without host", uri("www.example.edu"), uri("urn:x:y"), "name-constraint-unusable"],
    ["a form that cannot be compared", rid("1.2.3"), rid("1.2.3"), "name-constraint-unusable"],
    ["another form that cannot be compared", other, other, "name-constraint-unusable"],
  ]
  it.each(cases)("hold %s", (_, permitted, name, expected) => {
    expect(check([permitted, dns(host)], [], [name])).toBe(expected)
  })

  it("leave names of other forms alone", () => {
    expect(check([cidr], [], [email("a@b.test")])).toBe("valid")
    expect(check([rid("1.2.3")], [], [])).toBe("valid")
  })

  it("hold the subject, component by component", () => {
    const permitted = directory([
      ["C", "DE"],
      ["O", "Example University"],
    ])
    expect(
      check(
        [permitted],
        [],
        [],
        [
          ["C", "DE"],
          ["O", "example  UNIVERSITY"],
          ["CN", host],
        ],
      ),
    ).toBe("valid")
    expect(
      check(
        [permitted],
        [],
        [],
        [
          ["O", "Example University"],
          ["C", "DE"],
        ],
      ),
    ).toBe("name-not-permitted")
    expect(check([permitted], [], [], [["C", "DE"]])).toBe("name-not-permitted")
  })

  it("hold directory names and the subject alike", () => {
    const permitted = directory("x")
    expect(check([permitted], [], [directory("x")], [["CN", "x"]])).toBe("valid")
    expect(check([permitted], [], [directory("x")], [["CN", "y"]])).toBe("name-not-permitted")
    expect(check([permitted], [], [directory("y")], [["CN", "x"]])).toBe("name-not-permitted")
  })

  it("hold mail addresses of the subject only where there are no alternative names; for openssl in any case", () => {
    const constrained = ca("root>sub", {
      extensions: [extension.nameConstraints([email("example.edu")], [])],
    })
    const subject: NameSpec = [["emailAddress", "a@evil.test", 0x16]]
    const options = { profile: "private", name: [] } as const
    const bare = leaf("sub>leaf", { subject, without: ["2.5.29.17"] })
    expect(outcome(verify(bare, [constrained], [ca("root>root")], options))).toBe("name-not-permitted")
    const named = leaf("sub>leaf", { subject })
    expect(outcome(verify(named, [constrained], [ca("root>root")], { profile: "strict" }))).toMatch(/< root$/)
    expect(check([email("example.edu")], [], [], subject)).toBe("name-not-permitted")
  })

  it("narrow from CA to CA and never widen", () => {
    const wide = extension.nameConstraints([dns("example.edu"), dns("example.org")], [])
    const narrow = extension.nameConstraints([dns("example.org")], [])
    const through = (upper: typeof wide, lower: typeof wide) =>
      outcome(
        verify(
          leaf("b>leaf"),
          [ca("root>a", { extensions: [upper] }), ca("a>b", { extensions: [lower] })],
          [ca("root>root")],
        ),
      )
    expect(through(wide, narrow)).toBe("name-not-permitted")
    expect(through(narrow, wide)).toBe("name-not-permitted")
    expect(through(wide, wide)).toMatch(/< root$/)
  })

  it("count when the trust anchor carries them", () => {
    const root = ca("root>root", { extensions: [extension.nameConstraints([dns("example.org")], [])] })
    expect(outcome(verify(leaf("root>leaf"), [], [root]))).toBe("name-not-permitted")
  })

  it("do not hold self-issued intermediates, but a self-issued leaf", () => {
    const root = ca("root>root", { extensions: [extension.nameConstraints([dns("example.edu")], [])] })
    const rollover = ca("root>root", {
      keyLabel: "new root",
      extensions: [extension.subjectAltName([dns("elsewhere.test")])],
    })
    expect(outcome(verify(leaf("root>leaf", { signerLabel: "new root" }), [rollover], [root]))).toMatch(
      /< root$/,
    )
    expect(outcome(verify(rollover, [], [root], { profile: "private", name: [], purpose: null }))).toBe(
      "name-not-permitted",
    )
  })
})

describe("excluded subtrees", () => {
  const cases: readonly (readonly [string, Uint8Array, Uint8Array, string])[] = [
    ["a host below", dns("web.example.edu"), dns("a.web.example.edu"), "name-excluded"],
    ["a host beside", dns("web.example.edu"), dns("www.example.edu"), "valid"],
    ["a wildcard that is one label short", dns("a.www.example.edu"), dns("*.example.edu"), "valid"],
    ["an address of the network", cidr, ip(192, 0, 2, 1), "name-excluded"],
    ["an IPv6 address beside an IPv4 network", cidr, v6(1), "valid"],
    ["a mailbox", email("example.org"), email("a@example.org"), "name-excluded"],
    ["a mailbox that is none", email("example.org"), email("example.org"), "name-constraint-unusable"],
    ["a URI", uri(".example.org"), uri("https://www.example.org"), "name-excluded"],
    [
      "a directory name",
      directory("x"),
      directory([
        ["CN", "x"],
        ["OU", "y"],
      ]),
      "name-excluded",
    ],
  ]
  it.each(cases)("refuse %s", (_, excluded, name, expected) => {
    expect(check([], [excluded], [name])).toBe(expected)
  })

  it("win over permitted ones", () => {
    expect(check([example], [example], [])).toBe("name-excluded")
  })
})

describe("subtrees that are not well-formed", () => {
  it.each([
    ["a wildcard", dns("*.example.edu")],
    ["an address without mask", ip(192, 0, 2, 1)],
    ["a mask with holes", ip(192, 0, 2, 0, 255, 0, 255, 0)],
    ["a mask with a hole inside of an octet", ip(192, 0, 2, 0, 255, 255, 253, 0)],
    ["an IPv6 address without mask", v6(1)],
    ["two @ in a mailbox", email("a@b@example.edu")],
    ["a URI in place of a host", uri("https://example.edu")],
  ])("refuse every path: %s", (_, base) => {
    expect(check([base, example], [], [])).toBe("name-constraint-unusable")
    expect(check([], [base], [])).toBe("name-constraint-unusable")
  })

  it("refuse every path: minimum and maximum", () => {
    const limited = ca("root>sub", {
      extensions: [
        {
          oid: "2.5.29.30",
          critical: true,
          value: derSequence(der(0xa0, derSequence(example, der(0x80, Uint8Array.of(1))))),
        },
      ],
    })
    expect(outcome(verify(leaf("sub>leaf"), [limited], [ca("root>root")]))).toBe("name-constraint-unusable")
  })
})

describe("what is read in two ways", () => {
  const read = (profile: ProfileName, constraints: ExtensionSpec, name: Uint8Array) => {
    const constrained = ca("root>sub", { extensions: [constraints] })
    const end = leaf("sub>leaf", { extensions: [extension.subjectAltName([dns(host), name])] })
    const result = verify(end, [constrained], [ca("root>root")], { profile })
    return [
      outcome(result).replace(/^.* < root$/, "valid"),
      ...(result.ok ? result.warnings : []).map(kindOf),
    ]
  }
  const kindOf = ({ kind }: Rejection): string => kind

  it("a wildcard that could stand for an excluded host: openssl takes it for a name like any", () => {
    const excluded = extension.nameConstraints([], [dns("www.example.edu")])
    expect(read("public", excluded, dns("*.example.edu"))).toEqual(["name-excluded"])
    expect(read("strict", excluded, dns("*.example.edu"))).toEqual(["name-excluded"])
    expect(read("private", excluded, dns("*.example.edu"))).toEqual(["valid", "name-excluded"])
  })

  it("a mailbox with two @: openssl looks at what follows the last", () => {
    const permitted = extension.nameConstraints([email("example.edu"), dns(host)], [])
    expect(read("strict", permitted, email("a@b@example.edu"))).toEqual(["name-constraint-unusable"])
    expect(read("private", permitted, email("a@b@example.edu"))).toEqual([
      "valid",
      "name-constraint-unusable",
    ])
    expect(read("private", permitted, email("a@b@example.org"))).toEqual(["name-not-permitted"])
  })

  it("a leading dot in a host name: everything below the name, and nothing for the strict", () => {
    const permitted = extension.nameConstraints([dns(".example.edu")], [])
    const excluded = extension.nameConstraints([], [dns(".web.example.edu")])
    for (const profile of ["public", "private"] as const) {
      expect(read(profile, permitted, dns("a.b.example.edu"))).toEqual(["valid"])
      expect(read(profile, permitted, dns("*.example.edu"))).toEqual(["valid"])
      expect(read(profile, permitted, dns("example.edu"))).toEqual(["name-not-permitted"])
      expect(read(profile, permitted, dns("an.example.edu.test"))).toEqual(["name-not-permitted"])
      expect(read(profile, excluded, dns("a.web.example.edu"))).toEqual(["name-excluded"])
      expect(read(profile, excluded, dns("web.example.edu"))).toEqual(["valid"])
    }
    expect(read("strict", permitted, dns("a.example.edu"))).toEqual(["name-constraint-unusable"])
  })

  it("the common name of a leaf without a host name among its alternative names: for openssl it is one", () => {
    const constrained = ca("root>sub", {
      extensions: [extension.nameConstraints([dns("example.org"), cidr], [])],
    })
    const end = leaf("sub>leaf", { extensions: [extension.subjectAltName([ip(192, 0, 2, 1)])] })
    const options = { name: "192.0.2.1", profile: "private" } as const
    expect(outcome(verify(end, [constrained], [ca("root>root")], options))).toBe("name-not-permitted")
  })
})

describe("work", () => {
  it("is refused before it begins when names times subtrees are too many", () => {
    const many = (prefix: string) =>
      Array.from({ length: 1100 }, (_, index) => dns(`${prefix}${index}.example.edu`))
    const constrained = ca("root>sub", { extensions: [extension.nameConstraints(many("p"), [])] })
    const end = leaf("sub>leaf", { extensions: [extension.subjectAltName([dns(host), ...many("n")])] })
    const result = verify(end, [constrained], [ca("root>root")], { profile: "private" })
    expect(outcome(result)).toBe("budget")
    expect(result.counters.nameComparisons).toBe(0)
  })

  it("is counted", () => {
    const constrained = ca("root>sub", {
      extensions: [extension.nameConstraints([example], [dns("example.org")])],
    })
    const { counters } = verify(leaf("sub>leaf"), [constrained], [ca("root>root")])
    // The host twice (subject and alternative name) and the subject's one component, times two subtrees.
    expect(counters.nameComparisons).toBe(6)
  })
})

describe("within", () => {
  it("never answers for names of different forms", () => {
    expect(
      within({ kind: "dns", value: "a.test" }, { kind: "uri", value: "a.test" }, "every", strictNames),
    ).toBe("unusable")
  })
})
