import { createRequire } from "node:module"
import { WrongPassword } from "./pkcs12Crypto.js"

const require = createRequire(import.meta.url)

/** Loaded for the first file that needs it: few are so old. */
const nodeForge = (): typeof import("node-forge") => require("node-forge")

/** RC2 in CBC mode (RFC 2268): older Windows and OpenSSL encrypt certificates with nothing else. */
export function decryptRc2(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")
  const forge = nodeForge()
  const cipher = forge.rc2.createDecryptionCipher(binary(key), key.length * 8)
  cipher.start(binary(iv))
  cipher.update(forge.util.createBuffer(binary(sealed)))
  if (!cipher.finish()) throw new WrongPassword()
  return new Uint8Array(Buffer.from(cipher.output.getBytes(), "latin1"))
}
