/** Whether bytes begin like PKCS #12 (RFC 7292): version 3, then a ContentInfo. Apart from the reader, which is heavy. */
export function looksLikePkcs12(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && /^30.{2,10}02010330/.test(Buffer.from(bytes.subarray(0, 12)).toString("hex"))
}
