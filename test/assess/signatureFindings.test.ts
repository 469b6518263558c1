import { describe, expect, it } from "vitest"
import { profileNames } from "../../src/assess/question.js"
import { derOid, derSequence } from "../../src/x509/derWrite.js"
import { errorsOf } from "./judged.js"

const sha1 = { algorithm: derSequence(derOid("1.2.840.10045.4.1")), hash: "sha1" } as const

describe.each(profileNames)("a signature with SHA-1, profile %s", (profile) => {
  it("has one code in a leaf", () => expect(errorsOf(profile, sha1)).toEqual(["sha1-signature"]))

  it("has one code in an intermediate", () => expect(errorsOf(profile, {}, sha1)).toEqual(["sha1-signature"]))

  it("is told of each certificate", () => expect(errorsOf(profile, sha1, sha1)).toContain("sha1-signature"))
})
