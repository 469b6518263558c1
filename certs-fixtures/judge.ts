import { assemble } from "../src/bundle/assemble.js"
import type { AssembleOptions } from "../src/bundle/assembled.js"
import { readDelivery } from "../src/bundle/delivery.js"
import { expandInputs } from "../src/bundle/expand.js"
import type { InputFile } from "../src/bundle/inputFile.js"
import type { TrustStore } from "../src/path/trustStore.js"
import { parseCertificate } from "../src/x509/certificate.js"
import { deliveredAt } from "./recipes.js"

/** The store of the deliveries: Example Root G2 is trusted, Example Root CA was dropped. */
export function exampleStore(rootG2: Uint8Array, rootG1: Uint8Array): TrustStore {
  const [trusted, dropped] = [certificate(rootG2), certificate(rootG1)]
  const root = {
    name: "Example Root CA",
    since: "2026-04-15",
    by: "browsers",
    instead: "a certificate under Example Root G2",
  }
  return {
    name: "the example roots",
    anchors: [trusted],
    retired: new Map([[dropped.fingerprint, { root, certificate: dropped }]]),
  }
}

/** Judges a delivery as an import does, with the CSR that asked for all names. */
export async function judge(
  files: readonly InputFile[],
  csr: InputFile,
  store: TrustStore,
  publicKey: Uint8Array,
) {
  const expanded = await expandInputs(files, () => Promise.reject(new Error("no delivery has a password")))
  const delivery = readDelivery(expanded.files)
  const options: AssembleOptions = {
    publicKey,
    keyName: "commercial.key",
    store,
    at: deliveredAt,
    profile: "public",
    names: [],
    ownRoot: false,
  }
  const findings = [...expanded.findings, ...delivery.findings]
  return assemble({ ...delivery, findings, requests: readDelivery([csr]).requests }, options)
}

function certificate(der: Uint8Array) {
  const read = parseCertificate(der)
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}
