/** One certificate in every shape in which people have it. */
import { gzipSync } from "node:zlib"
import { jks, tar } from "../../certs-fixtures/archives.js"
import { pkcs7, zip } from "../../certs-fixtures/containers.js"

interface Source {
  readonly pem: string
  readonly der: Uint8Array
}

export interface Shape {
  readonly name: string
  readonly file: string
  readonly bytes: (source: Source) => Uint8Array | string
  /** How OpenSSL fares with it as it is; left out where its versions differ. */
  readonly openssl?: "reads" | "refuses"
  /** What a lint says of how it is written. */
  readonly layout?: true
}

const wide = (text: string): Buffer => Buffer.from(text, "utf16le")
const wideBig = (text: string): Buffer => wide(text).swap16()
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64")
const wrapped = (text: string, width: number): string =>
  text.replace(new RegExp(`.{1,${width}}`, "g"), "$&\n")
const inTar = (pem: string): Buffer =>
  tar([
    { name: "certs/", bytes: Buffer.alloc(0) },
    { name: "certs/c.pem", bytes: Buffer.from(pem) },
  ])
const inZip = (name: string, bytes: Uint8Array | string): Buffer => zip([{ name, bytes: Buffer.from(bytes) }])

export const shapes: readonly Shape[] = [
  { name: "plain PEM", file: "c.txt", openssl: "reads", bytes: ({ pem }) => pem },
  {
    name: "UTF-16 with a mark",
    file: "c.txt",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => wide(`\ufeff${pem}`),
  },
  {
    name: "UTF-16, big-endian",
    file: "c.txt",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => wideBig(`\ufeff${pem}`),
  },
  {
    name: "UTF-16 without a mark",
    file: "c.txt",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => wide(pem.replaceAll("\n", "\r\n")),
  },
  {
    name: "UTF-16 without a mark, big-endian",
    file: "c.txt",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => wideBig(pem),
  },
  { name: "base64 of DER", file: "c.b64", openssl: "refuses", bytes: ({ der }) => base64(der) },
  {
    name: "base64 of DER in lines",
    file: "c.b64",
    openssl: "refuses",
    bytes: ({ der }) => wrapped(base64(der), 64),
  },
  {
    name: "base64 of DER, UTF-16",
    file: "c.b64",
    openssl: "refuses",
    bytes: ({ der }) => wide(`\ufeff${base64(der)}\r\n`),
  },
  {
    name: "base64 of DER below other text",
    file: "c.txt",
    openssl: "refuses",
    bytes: ({ der }) =>
      `Your certificate:\r\n\r\n${wrapped(base64(der), 76).replaceAll("\n", "\r\n")}\r\nRegards`,
  },
  { name: "base64 of PEM", file: "c.b64", openssl: "refuses", bytes: ({ pem }) => wrapped(base64(pem), 76) },
  { name: "base64 of PKCS #7", file: "c.b64", openssl: "refuses", bytes: ({ der }) => base64(pkcs7([der])) },
  {
    name: "base64 of a zip archive",
    file: "c.b64",
    openssl: "refuses",
    bytes: ({ pem }) => base64(inZip("c.pem", pem)),
  },
  {
    name: "a Kubernetes secret",
    file: "secret.yaml",
    openssl: "refuses",
    bytes: ({ pem }) => `kind: Secret\ndata:\n  tls.crt: ${base64(pem)}\n  tls.key: ""\n`,
  },
  {
    name: "a JSON web key",
    file: "jwks.json",
    openssl: "refuses",
    bytes: ({ der }) => JSON.stringify({ keys: [{ kty: "RSA", x5c: [base64(der)] }] }),
  },
  {
    name: "a JSON web key as PHP writes it",
    file: "jwks.json",
    openssl: "refuses",
    bytes: ({ der }) => JSON.stringify({ x5c: [base64(der)] }).replaceAll("/", "\\/"),
  },
  {
    name: "PEM on one line",
    file: "c.txt",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => pem.replaceAll("\n", " "),
  },
  {
    name: "PEM on one line without blanks",
    file: "c.txt",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => pem.replaceAll("\n", ""),
  },
  {
    name: "PEM in JSON",
    file: "c.json",
    openssl: "refuses",
    bytes: ({ pem }) => JSON.stringify({ crt: pem }),
  },
  {
    name: "PEM in JSON with CRLF",
    file: "c.json",
    openssl: "refuses",
    bytes: ({ pem }) => JSON.stringify({ crt: pem.replaceAll("\n", "\r\n") }, null, 2),
  },
  {
    name: "PEM in JSON as PHP writes it",
    file: "c.json",
    openssl: "refuses",
    bytes: ({ pem }) => JSON.stringify({ crt: pem }).replaceAll("/", "\\/"),
  },
  {
    name: "PEM in JSON in JSON",
    file: "c.json",
    openssl: "refuses",
    bytes: ({ pem }) => JSON.stringify({ state: JSON.stringify({ crt: pem }) }),
  },
  {
    name: "PEM in an env file",
    file: ".env",
    openssl: "refuses",
    bytes: ({ pem }) => `PORT=443\nTLS_CRT="${pem.trimEnd().replaceAll("\n", "\\n")}"\n`,
  },
  {
    name: "PEM in an env file, in lines",
    file: ".env",
    openssl: "refuses",
    bytes: ({ pem }) => `TLS_CRT="${pem.trimEnd()}"\nPORT=443\n`,
  },
  {
    name: "PEM in YAML with escapes",
    file: "c.yaml",
    openssl: "refuses",
    bytes: ({ pem }) => `crt: "${pem.replaceAll("\n", "\\n\\\n  ")}"\n`,
  },
  {
    name: "PEM in a YAML block",
    file: "c.yaml",
    openssl: "refuses",
    bytes: ({ pem }) => `crt: |\n${pem.replace(/^(?=.)/gm, "    ")}`,
  },
  {
    name: "PEM in a program",
    file: "c.js",
    openssl: "refuses",
    bytes: ({ pem }) =>
      `const crt =\n${pem
        .trimEnd()
        .split("\n")
        .map((line) => `  "${line}\\n"`)
        .join(" +\n")}\n`,
  },
  {
    name: "PEM behind text on its line",
    file: "c.txt",
    openssl: "refuses",
    bytes: ({ pem }) => `certificate: ${pem}`,
  },
  { name: "gzip", file: "c.pem.gz", openssl: "refuses", bytes: ({ pem }) => gzipSync(pem) },
  { name: "gzip of DER", file: "c.der.gz", openssl: "refuses", bytes: ({ der }) => gzipSync(der) },
  // OpenSSL 3.0.19 refuses it, 3.0.22 reads it.
  { name: "tar", file: "c.tar", bytes: ({ pem }) => inTar(pem) },
  { name: "tar.gz", file: "c.tar.gz", openssl: "refuses", bytes: ({ pem }) => gzipSync(inTar(pem)) },
  {
    name: "zip in zip",
    file: "c.zip",
    openssl: "refuses",
    bytes: ({ pem }) => inZip("inner.zip", inZip("c.pem", pem)),
  },
  {
    name: "zip in tar.gz",
    file: "c.tgz",
    openssl: "refuses",
    bytes: ({ pem }) => gzipSync(tar([{ name: "inner.zip", bytes: inZip("c.pem", pem) }])),
  },
  {
    name: "gzip in zip",
    file: "c.zip",
    openssl: "refuses",
    bytes: ({ pem }) => inZip("c.pem.gz", gzipSync(pem)),
  },
  {
    name: "UTF-16 in zip",
    file: "c.zip",
    openssl: "refuses",
    layout: true,
    bytes: ({ pem }) => inZip("c.pem", wide(`\ufeff${pem}`)),
  },
  { name: "a Java key store", file: "c.jks", openssl: "refuses", bytes: ({ der }) => jks([der]) },
  {
    name: "a certificate with OpenSSL's trust behind it",
    file: "c.pem",
    openssl: "reads",
    bytes: ({ der }) =>
      `-----BEGIN TRUSTED CERTIFICATE-----\n${wrapped(base64(Buffer.concat([der, Buffer.from("300c300a06082b06010505070301", "hex")])), 64)}-----END TRUSTED CERTIFICATE-----\n`,
  },
]
