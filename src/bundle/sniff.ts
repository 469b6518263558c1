/** What a file may hold, by a short look: in folders and archives lie other things as well. */
import { unarmoured, wholeBase64 } from "../x509/base64Text.js"
import { looksLikeDer } from "../x509/derKind.js"
import { looksLikeGzip } from "../x509/gzip.js"
import { looksLikeJks } from "../x509/jks.js"
import { looksLikePkcs12 } from "../x509/pkcs12Head.js"
import { looksLikeTar } from "../x509/tar.js"
import { textOf } from "../x509/textOf.js"
import { looksLikeZip } from "../x509/zip.js"

/** Archives, compressed files and key stores: what holds files or certificates of its own. */
export function isContainer(bytes: Uint8Array): boolean {
  return (
    looksLikeZip(bytes) ||
    looksLikeGzip(bytes) ||
    looksLikePkcs12(bytes) ||
    looksLikeJks(bytes) ||
    looksLikeTar(bytes)
  )
}

/** Whether anything in the bytes looks like a container, certificate, request or key; a text that begins with 0 does not. */
export function mayHold(bytes: Uint8Array): boolean {
  return looksLikeDer(bytes) || isContainer(bytes) || textMayHold(bytes, /-----BEGIN /)
}

/** The same without keys: they lie beside certificates, and an import has an option for them. */
export function mayHoldCertificates(bytes: Uint8Array): boolean {
  // Of DER that is cut off, only the beginning is right; no text goes on like this.
  const der = bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80
  return der || isContainer(bytes) || textMayHold(bytes, /-----BEGIN (?![A-Z0-9 ]*KEY)/)
}

/** Base64 and nothing else, of DER, PEM or a container. */
export function isWholeBase64(bytes: Uint8Array): boolean {
  // What it begins with, blanks and byte order marks included; most files are told by it.
  return /^[MLUH/z\s\u00ef-\u00ff]/.test(String.fromCharCode(bytes[0] ?? 0)) && base64In(bytes) !== undefined
}

/** What it stands for. */
export function base64In(bytes: Uint8Array): Uint8Array | undefined {
  return wholeBase64(textOf(bytes).text)
}

/** By its name, a file that somebody takes for a certificate, a list of them, or a store. */
export function isNamedLikeCertificate(name: string): boolean {
  return /\.(?:pem|crt|cer|cert|der|csr|crl|p7[bcs]|p12|pfx|jks|keystore)(?:\.[a-z0-9]{1,4})?$/i.test(name)
}

function textMayHold(bytes: Uint8Array, armour: RegExp): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe || buffer.includes("-\0-\0")
  // Most files are none of ours, and are not made into text.
  if (
    !wide &&
    !["-----BEGIN ", "MI", "LS0t", "UEsDB", "H4sI", "/u3+7Q"].some((mark) => buffer.includes(mark))
  )
    return false
  const { text } = textOf(bytes)
  return armour.test(text) || wholeBase64(text) !== undefined || unarmoured(text).length > 0
}
