import { derBits, derOid, derSequence } from "../../src/x509/derWrite.js"
import type { ExtensionSpec } from "../certificateDer.js"
import { dns, extension } from "../extensionDer.js"
import { leaf, type Pairs, type Patch, type Recipe } from "./build.js"
import { extendedValidation } from "./kinds.js"
import { monthsAtMost } from "./limits.js"
import { octets, utf8 } from "./parts.js"

const version2 = "expyuzz4wqqyqhjn.onion"
/** The address of the Tor Project, of which the checksum is known to be right. */
const version3 = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

/** TorServiceDescriptorHash of the EV guidelines, appendix F. */
function described(name: string): ExtensionSpec {
  const sha256 = derSequence(derOid("2.16.840.1.101.3.4.2.1"))
  const one = derSequence(utf8(`https://${name}`), sha256, derBits(octets("onion", 32)))
  return { oid: "2.23.140.1.31", value: derSequence(one) }
}

function service(name: string, patch: Patch, ...more: readonly ExtensionSpec[]): Recipe {
  return leaf({ ...patch, put: [extension.subjectAltName([dns(name)]), ...(patch.put ?? []), ...more] })
}

const in2018: Patch = { from: "2018-01-01" }
const evIn2018: Patch = { ...in2018, ...extendedValidation }

/** For two years, which is too long. */
export function longLivedOnion(from: string): Recipe {
  return service(version2, { ...extendedValidation, from, days: 730 }, described(version2))
}

export const onionsPairs: Pairs = {
  "onion-checksum-wrong": {
    good: service(version3, {}),
    bad: service(`a${version3.slice(1)}`, {}),
  },
  "onion-descriptor-hash-missing": {
    good: service(version2, evIn2018, described(version2)),
    bad: service(version2, evIn2018),
  },
  "onion-invalid": { good: service(version3, {}), bad: service("mail.onion", {}) },
  "onion-valid-too-long": monthsAtMost(15, "2019-04-01", (until) =>
    service(version2, { ...evIn2018, until }, described(version2)),
  ),
  "onion-without-ev": {
    good: service(version3, evIn2018, described(version3)),
    bad: service(version3, in2018, described(version3)),
  },
}
