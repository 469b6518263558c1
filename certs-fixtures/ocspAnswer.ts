import { createHash, sign } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Certificate, parseCertificate } from "../src/x509/certificate.js"
import { der, derBits, derNull, derOctets, derOid, derSequence, derText } from "../src/x509/derWrite.js"
import { readPem } from "../src/x509/pem.js"
import { labelledKey } from "./keys.js"

const delivered = join(import.meta.dirname, "deliveries/as-it-should-be")

function certificate(name: string): Certificate {
  const block = readPem(readFileSync(join(delivered, name))).blocks[0]
  const read = parseCertificate(block?.der ?? new Uint8Array())
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha1").update(bytes).digest())
const time = (text: string): Uint8Array => derText(0x18, text)
export const good = der(0x80)
export const unknown = der(0x82)
export const revoked = der(0xa1, time("20260425120000Z"))

/** What the issuing CA answers about the delivered certificate, at the moment of delivery. */
export function ocspAnswer(status: Uint8Array, nextUpdate: string): Uint8Array {
  const [leaf, issuer] = [certificate("mail_example_edu.crt"), certificate("DigiCertCA.crt")]
  const id = derSequence(
    derSequence(derOid("1.3.14.3.2.26"), derNull),
    derOctets(sha1(issuer.subject.der)),
    derOctets(sha1(issuer.publicKey.bits)),
    der(0x02, leaf.serialOctets),
  )
  const single = derSequence(id, status, time("20260430000000Z"), der(0xa0, time(nextUpdate)))
  const tbs = derSequence(der(0xa1, issuer.subject.der), time("20260430000000Z"), derSequence(single))
  const signature = derBits(sign("sha256", tbs, labelledKey("issuing")))
  const basic = derSequence(tbs, derSequence(derOid("1.2.840.113549.1.1.11"), derNull), signature)
  const wrapped = derSequence(derOid("1.3.6.1.5.5.7.48.1.1"), derOctets(basic))
  return derSequence(der(0x0a, Uint8Array.of(0)), der(0xa0, wrapped))
}
