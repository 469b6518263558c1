import type { Duplex } from "node:stream"

/**
 * From where a port is looked at: from this machine; from the server itself, through its SSH connection; or by openssl there, where
 * its SSH server opens no connections to ports.
 */
export type Way = "direct" | "ssh" | "openssl"

export interface Vantage {
  readonly way: Way
  /** What was connected to, as it is called from there. */
  readonly address: string
}

/** A connection to a port, from somewhere. */
export interface Reach {
  readonly from: Vantage
  /** Rejects where nothing answers. A connection that comes after the signal is the caller's to destroy. */
  open(signal: AbortSignal): Promise<Duplex>
}

const words: Readonly<Record<Way, string>> = {
  direct: "here",
  ssh: "the server, through SSH",
  openssl: "the server, by its openssl",
}

/** `the server, through SSH, to 127.0.0.1`, as in "proven from …". */
export function vantageText({ way, address }: Vantage): string {
  return `${words[way]}, to ${address}`
}
