/** Certificates of the kinds that policies tell apart, as patches of the clean leaf. */
import { usageOids } from "../../src/x509/oids.js"
import type { ExtensionSpec, NameSpec } from "../certificateDer.js"
import { extension } from "../extensionDer.js"
import { type Patch, university } from "./build.js"
import { examplePolicy, policies } from "./parts.js"

export const domainValidated = { put: [policies("2.23.140.1.2.1")] } satisfies Patch
export const individualValidated = { put: [policies("2.23.140.1.2.3")] } satisfies Patch

const evSubject: NameSpec = [
  ...university,
  ["businessCategory", "Government Entity"],
  ["jurisdictionCountryName", "US", 0x13],
  ["serialNumber", "1867", 0x13],
]
export const extendedValidation = {
  subject: evSubject,
  put: [policies("2.23.140.1.1")],
} satisfies Patch

/** Rules about what each kind of validation has to say do not apply. */
export const unclassified = { from: "2021-06-01", put: [policies(examplePolicy)] } satisfies Patch

/** For no server: the Baseline Requirements do not look at it. */
export const forClients: readonly ExtensionSpec[] = [
  extension.extKeyUsage([usageOids.clientAuth]),
  policies(examplePolicy),
]
