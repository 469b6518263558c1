import type { Secret } from "../secret.js"
import { publicHalf, readPrivateKey } from "./authenticationKeys.js"

export interface KeyState {
  readonly state: "plain" | "encrypted" | "unreadable"
  /** As the wire has it, where it can be known without a passphrase. */
  readonly publicKey?: Uint8Array
}

/** Whether a private key file can be used as it is. */
export function keyState(content: Uint8Array): KeyState {
  const read = readPrivateKey(content)
  if (read.is === "key") return { state: "plain", publicKey: new Uint8Array(read.key.getPublicSSH()) }
  if (read.is !== "encrypted") return { state: "unreadable" }
  const half = publicHalf(content)
  return { state: "encrypted", ...(half === undefined ? {} : { publicKey: new Uint8Array(half) }) }
}

export function opensWith(content: Uint8Array, passphrase: Secret): boolean {
  return readPrivateKey(content, passphrase).is === "key"
}
