import { der, derInteger, derNull, derOid, derSequence, derText } from "../../src/x509/derWrite.js"
import { ovPolicy } from "./bases.js"
import { intermediate, leaf, type Pairs, type Recipe, root, selfSigned } from "./build.js"
import { extendedValidation } from "./kinds.js"
import { atMost } from "./limits.js"
import { bytes, empty, examplePolicy, policies, policy, raw, utf8 } from "./parts.js"

const before2023 = { from: "2021-06-01" } as const
const any = "2.5.29.32.0"
const [dvPolicy, evPolicy] = ["2.23.140.1.2.1", "2.23.140.1.1"]
const [cps, userNotice] = ["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"]

const asserting = (...list: readonly (string | Uint8Array)[]): Recipe => leaf({ put: [policies(...list)] })
const statement = (url: string): Uint8Array => derText(0x16, url)

/** The parts of a UserNotice: a noticeRef, an explicitText. */
function noticing(...parts: readonly Uint8Array[]): Recipe {
  return selfSigned({ put: [policies(policy(ovPolicy, [userNotice, derSequence(...parts)]))] })
}
const noticed = noticing(utf8("Münster"))
const noticeRef = derSequence(utf8("Example Trust"), derSequence(derInteger(1)))

function mapping(from: string, to: string, critical = true): Recipe {
  const pair = derSequence(derOid(from), derOid(to))
  return intermediate({
    put: [raw("policyMappings", derSequence(pair), critical), policies(from === any ? any : ovPolicy)],
  })
}
const mapped = mapping(ovPolicy, examplePolicy)

const constraining = (value: Uint8Array, critical = true): Recipe =>
  intermediate({ put: [raw("policyConstraints", value, critical)] })
const explicit = derSequence(der(0x80, bytes(0)))
const inhibiting = (critical: boolean): Recipe =>
  intermediate({ put: [raw("inhibitAnyPolicy", derInteger(0), critical)] })

export const policiesPairs: Pairs = {
  "any-policy-qualifier": {
    good: root({ put: [policies(policy(any, [cps, statement("https://pki.example.edu/cps")]))] }),
    bad: root({ put: [policies(policy(any, ["1.2.3", derNull]))] }),
  },
  "ca-any-policy-beside-others": {
    good: intermediate({ put: [policies(any)] }),
    bad: intermediate({ put: [policies(ovPolicy, any)] }),
  },
  "ca-policies-critical": {
    good: intermediate(before2023),
    bad: intermediate({ ...before2023, flip: ["certificatePolicies"] }),
  },
  "ca-policies-missing": { good: intermediate(), bad: intermediate({ drop: ["certificatePolicies"] }) },
  "ca-with-several-reserved-policies": {
    good: intermediate(),
    bad: intermediate({ put: [policies(dvPolicy, ovPolicy)] }),
  },
  "ca-without-reserved-policy": {
    good: intermediate({ put: [policies(any)] }),
    bad: intermediate({ put: [policies(examplePolicy)] }),
  },
  "cps-uri-not-http": {
    good: asserting(policy(ovPolicy, [cps, statement("https://pki.example.edu/cps")])),
    bad: asserting(policy(ovPolicy, [cps, statement("ftp://pki.example.edu/cps")])),
  },
  "explicit-text-control-characters": { good: noticed, bad: noticing(utf8("one line\nand another")) },
  "explicit-text-ia5-string": { good: noticed, bad: noticing(derText(0x16, "Munster")) },
  "explicit-text-not-nfc": { good: noticed, bad: noticing(utf8("Mu\u0308nster")) },
  "explicit-text-not-utf8": { good: noticed, bad: noticing(derText(0x1a, "Munster")) },
  "explicit-text-too-long": atMost(200, (length) => noticing(utf8("ü".repeat(length)))),
  "inhibit-any-policy-not-critical": { good: inhibiting(true), bad: inhibiting(false) },
  "leaf-policies-critical": {
    good: leaf(before2023),
    bad: leaf({ ...before2023, flip: ["certificatePolicies"] }),
  },
  "leaf-with-any-policy": { good: leaf(), bad: asserting(ovPolicy, any) },
  "notice-reference": { good: noticed, bad: noticing(noticeRef) },
  "policies-critical": { good: leaf(), bad: leaf({ flip: ["certificatePolicies"] }) },
  "policies-empty": { good: leaf(), bad: asserting() },
  "policies-missing": { good: leaf(), bad: leaf({ drop: ["certificatePolicies"] }) },
  "policy-constraints-empty": { good: constraining(explicit), bad: constraining(empty) },
  "policy-constraints-not-critical": { good: constraining(explicit), bad: constraining(explicit, false) },
  "policy-duplicate": {
    good: asserting(ovPolicy, examplePolicy),
    bad: asserting(ovPolicy, examplePolicy, examplePolicy),
  },
  "policy-mapping-any": { good: mapped, bad: mapping(any, examplePolicy) },
  "policy-mapping-not-asserted": { good: mapped, bad: mapping(examplePolicy, ovPolicy) },
  "policy-mapping-not-critical": { good: mapped, bad: mapping(ovPolicy, examplePolicy, false) },
  "policy-qualifier-not-permitted": {
    good: asserting(policy(ovPolicy, [cps, statement("https://pki.example.edu/cps")])),
    bad: asserting(policy(ovPolicy, [userNotice, empty])),
  },
  "reserved-policy-count": {
    good: leaf(),
    bad: leaf({ ...extendedValidation, put: [policies(ovPolicy, evPolicy)] }),
  },
  "root-with-policies": { good: root(), bad: root({ put: [policies(ovPolicy)] }) },
}
