/** Whether bytes begin like PKCS #12 (RFC 7292): version 3, then a ContentInfo. Apart from the reader, which is heavy. */
export function looksLikePkcs12(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && /^30.{2,10}02010330/.test(Buffer.from(bytes.subarray(0, 12)).toString("hex"))
}

/** pkcs-12PbeIds with RC4 and RC2 (RFC 7292 appendix C), PBES1 (RFC 8018 appendix A.3), and DES in PBES2, as hexadecimal DER. */
const oldAlgorithms = /060a2a864886f70d010c010[1256]|06092a864886f70d01050[1346ab]|06052b0e030207/

/** Whether OpenSSL 3 opens such a file with `-legacy` alone, as far as can be told without its password. */
export function needsLegacy(bytes: Uint8Array): boolean {
  return oldAlgorithms.test(Buffer.from(bytes).toString("hex"))
}
