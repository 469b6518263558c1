/** What people give for a certificate and is none, by name, and what makes one of it. */
import { derKindOf } from "../x509/derKind.js"
import { textOf } from "../x509/textOf.js"
import type { Piece } from "./pieces.js"

export interface Foreign {
  /** With its article, fit to follow "it holds" and "it is". */
  readonly what: string
  readonly hint?: string
}

const magics: readonly (readonly [string, string, string])[] = [
  ["425a68", "data compressed by bzip2", "unpack it first, with bzip2 -dk"],
  ["fd377a585a00", "data compressed by xz", "unpack it first, with xz -dk"],
  ["28b52ffd", "data compressed by zstd", "unpack it first, with zstd -d"],
  ["377abcaf271c", "a 7z archive", "unpack it first, with 7z x"],
  ["526172211a07", "a RAR archive", "unpack it first"],
]

const texts: readonly (readonly [RegExp, Foreign])[] = [
  [/^PuTTY-User-Key-File-/, { what: "a key of PuTTY" }],
  [
    /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+) AAAA|^---- BEGIN SSH2 PUBLIC KEY/,
    { what: "an SSH public key" },
  ],
  [/^-----BEGIN OPENSSH PRIVATE KEY-----/m, { what: "an OpenSSH private key" }],
  [/^-----BEGIN PGP /m, { what: "OpenPGP data" }],
  [
    /^\s*<(?:!doctype html|html)/i,
    { what: "a web page", hint: "the download went wrong: get the file itself" },
  ],
  [/^%PDF-/, { what: "a PDF document" }],
]

/** Undefined for what is not known either. */
export function foreignKind(bytes: Uint8Array): Foreign | undefined {
  const head = Buffer.from(bytes.subarray(0, 8)).toString("hex")
  const packed = magics.find(([magic]) => head.startsWith(magic))
  if (packed !== undefined) return { what: packed[1], hint: packed[2] }
  const kind = derKindOf(bytes)
  if (kind !== undefined) return foreignPiece({ kind })
  const { text } = textOf(bytes.subarray(0, 64 * 1024))
  return texts.find(([pattern]) => pattern.test(text))?.[1]
}

/** What a readable piece is that nobody judges as a certificate, request or key. */
export function foreignPiece({ kind, label }: Pick<Piece, "kind" | "label">): Foreign | undefined {
  if (kind === "revocation-list")
    return { what: "a revocation list", hint: "certfleet check --crl FILE judges certificates by it" }
  if (kind === "ocsp-response")
    return { what: "an OCSP response", hint: "certfleet check --ocsp FILE judges certificates by it" }
  if (kind === "ocsp-request") return { what: "a question to an OCSP responder" }
  if (kind === "public-key") return { what: "a public key alone" }
  if (label === "OPENSSH PRIVATE KEY") return { what: "an OpenSSH private key" }
  return kind === "other" && label !== undefined ? { what: `PEM labelled ${label}` } : undefined
}
