/** The encryption of keys from before PKCS #8 (RFC 1421 headers) with DES, which OpenSSL still has and Node lacks. */
import { createHash } from "node:crypto"
import type { Secret } from "../secret.js"
import { decrypt, WrongPassword } from "./pkcs12Crypto.js"

/** The key in DER; undefined where the passphrase is wrong. `info` is the DEK-Info header: name, comma, salt in hexadecimal. */
export function openTraditionalDes(
  sealed: Uint8Array,
  info: string,
  passphrase: Secret,
): Uint8Array | undefined {
  const salt = Buffer.from(info.slice(info.indexOf(",") + 1).trim(), "hex")
  if (salt.length !== 8) return undefined
  // One round of MD5 over passphrase and salt, as long as the cipher's key.
  const key = createHash("md5").update(passphrase.reveal()).update(salt).digest().subarray(0, 8)
  try {
    return decrypt("des-cbc", key, salt, sealed)
  } catch (error) {
    if (error instanceof WrongPassword) return undefined
    throw error
  }
}
