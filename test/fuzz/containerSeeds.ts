/** Containers to mutate: PKCS #7, PKCS #12 in its two usual encryptions, and a zip archive. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pkcs7, zip } from "../../certs-fixtures/containers.js"
import { Secret } from "../../src/secret.js"
import { writePem } from "../../src/x509/pem.js"
import { leafDer, rootDer, subDer } from "./seeds.js"

const folder = join(import.meta.dirname, "../../certs-fixtures/p12")

export const pkcs7Der = pkcs7([leafDer, subDer, rootDer])

export const zipBytes = zip([
  { name: "mail.crt", bytes: Buffer.from(writePem("CERTIFICATE", leafDer)) },
  { name: "ca.der", bytes: subDer, compress: false },
])

export const pkcs12Password = new Secret("fuzz")

export const pkcs12Seeds: readonly Uint8Array[] = ["3des", "aes256"].map((name) =>
  readFileSync(join(folder, `${name}.p12`)),
)
