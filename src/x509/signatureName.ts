import { type AlgorithmIdentifier, signatureAlgorithm } from "./algorithm.js"

const nullParameters = new Uint8Array([0x05, 0x00])

/** Scheme and hash of a signature algorithm, such as `rsa sha256`, whatever its parameters; undefined for unknown ones. */
export function signatureName(identifier: AlgorithmIdentifier): string | undefined {
  for (const parameters of [identifier.parameters, nullParameters, undefined]) {
    const algorithm = signatureAlgorithm({ ...identifier, parameters })
    if (algorithm.ok) return `${algorithm.value.scheme} ${algorithm.value.hash ?? ""}`.trim()
  }
  return undefined
}

export function isSignedWithSha1(identifier: AlgorithmIdentifier): boolean {
  return signatureName(identifier)?.endsWith(" sha1") === true
}
