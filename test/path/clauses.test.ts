import { rootCertificates } from "node:tls"
import { describe, expect, it } from "vitest"
import type { ExtensionSpec } from "../../certs-fixtures/certificateDer.js"
import { type ClauseTable, type ProfileName, profileOf } from "../../src/path/profile.js"
import { rejectionText } from "../../src/path/rejection.js"
import type { Verification } from "../../src/path/verify.js"
import { parseCertificate } from "../../src/x509/certificate.js"
import { der, derNull, derOid, derSequence } from "../../src/x509/derWrite.js"
import { extensionOids } from "../../src/x509/oids.js"
import { readPem } from "../../src/x509/pem.js"
import { keyPair, rsa } from "../x509/factory.js"
import { ca, type EdgeSpec, leaf, outcome, verify } from "./graph.js"

const root = ca("root>root")
const sub = ca("root>sub")
const profiles: readonly ProfileName[] = ["private", "public", "strict"]
const raw = (oid: string, value: Uint8Array, critical = false): ExtensionSpec => ({ oid, value, critical })
const past = new Date("2021-01-01T00:00:00Z")

describe("whom clauses bind", () => {
  const duties = (name: ProfileName, place: keyof ClauseTable): number =>
    profileOf(name).clauses[place].filter(({ binds }) => binds === "issuer").length

  it("only relying parties decide under `private`, and over CAs under `public`", () => {
    for (const place of ["leaf", "intermediate", "anchor"] as const) expect(duties("private", place)).toBe(0)
    expect(duties("public", "intermediate") + duties("public", "anchor")).toBe(0)
    expect(duties("public", "leaf")).toBeGreaterThan(0)
    expect(duties("strict", "intermediate")).toBeGreaterThan(0)
  })

  it("is said with each rejection", () => {
    const sloppy = leaf("sub>leaf", { serial: Uint8Array.of(0), notAfter: past })
    const { rejections } = verify(sloppy, [sub], [root])
    expect(rejections.map(({ kind, binds }) => [kind, binds])).toEqual([
      ["expired", "relying-party"],
      ["profile", "issuer"],
    ])
  })

  it("what Java alone refuses is a warning under `private`", () => {
    const warned = (spec: EdgeSpec, of: (spec: EdgeSpec) => Verification): readonly string[] => {
      const result = of(spec)
      return result.ok ? result.warnings.map(({ kind, role }) => `${kind} ${role}`) : [outcome(result)]
    }
    const asLeaf = (spec: EdgeSpec) => verify(leaf("sub>leaf", spec), [sub], [root], { profile: "private" })
    const asRoot = (spec: EdgeSpec) =>
      verify(leaf("sub>leaf"), [sub], [ca("root>root", spec)], { profile: "private" })
    const asSub = (spec: EdgeSpec) =>
      verify(leaf("sub>leaf"), [ca("root>sub", spec)], [root], { profile: "private" })
    expect(warned({}, asLeaf)).toEqual([])
    const points = raw(extensionOids.ocspNoCheck, derNull, true)
    expect(warned({ extensions: [points] }, asLeaf)).toEqual(["unknown-critical-extension leaf"])
    expect(warned({ subject: [] }, asLeaf)).toEqual(["profile leaf"])
    expect(warned({ without: [extensionOids.basicConstraints] }, asRoot)).toEqual(["not-a-ca anchor"])
    const explicit = raw(extensionOids.policyConstraints, derSequence(der(0x80, Uint8Array.of(0))), true)
    expect(warned({ extensions: [explicit] }, asSub)).toEqual(["policy leaf"])
  })
})

describe("signature algorithms", () => {
  it("that are not known are said to be, under every profile", () => {
    const odd = leaf("sub>leaf", { algorithm: derSequence(derOid("1.2.3.4")) })
    for (const profile of profiles) {
      const result = verify(odd, [sub], [root], { profile })
      expect(result.ok ? "" : rejectionText(result.top)).toBe(
        "mail.example.edu: signature algorithm 1.2.3.4 is not known",
      )
    }
  })

  it("of RSA are accepted with NULL and without parameters, under every profile", () => {
    const key = keyPair("rsa 2048", rsa(2048))
    const bare = derSequence(derOid("1.2.840.113549.1.1.11"))
    const top = ca("rsa>rsa", { key, signer: key, algorithm: bare })
    for (const profile of profiles) {
      const result = verify(leaf("rsa>leaf", { signer: key, algorithm: bare }), [], [top], { profile })
      expect(outcome(result)).toBe("mail.example.edu < rsa")
    }
  })
})

describe("the roots that Node carries", () => {
  const roots = rootCertificates.flatMap((pem) => {
    const read = parseCertificate(readPem(Buffer.from(pem)).blocks[0]?.der ?? new Uint8Array())
    return read.ok ? [read.value] : []
  })

  it("can all be read", () => {
    expect(roots.length).toBe(rootCertificates.length)
  })

  it.each(["public", "private"] as const)(
    "are good CAs under %s, and as intermediates, too, where they are of version 3",
    (name) => {
      const { clauses } = profileOf(name)
      const faults = roots.flatMap((certificate) =>
        (["intermediate", "anchor"] as const).flatMap((role) => {
          const context = { at: certificate.notBefore, role, usage: "serverAuth", names: [] } as const
          if (role === "intermediate" && certificate.version !== 3) return []
          return clauses[role].flatMap(({ check }) => check(certificate, context) ?? [])
        }),
      )
      expect(faults).toEqual([])
    },
  )
})
