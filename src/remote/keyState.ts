import ssh2 from "ssh2"

/** Whether a private key file can be used as it is. */
export function keyState(content: Uint8Array): "plain" | "encrypted" | "unreadable" {
  const parsed = ssh2.utils.parseKey(Buffer.from(content))
  if (!(parsed instanceof Error)) return "plain"
  return /encrypted|passphrase/i.test(parsed.message) ? "encrypted" : "unreadable"
}
