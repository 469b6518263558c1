/** Mail addresses beyond ASCII among alternative names: RFC 9598 section 3. */
import { content, contextTag, DerReader, tags, Work } from "./der.js"
import type { GeneralName } from "./generalName.js"
import { attempt } from "./parsed.js"

const smtpUtf8Mailbox = "1.3.6.1.5.5.7.8.9"

/** A SmtpUTF8Mailbox; octets are what OpenSSL compares, and stand for characters of one octet each. */
export type UnicodeMailbox = Extract<GeneralName, { readonly kind: "other" }> & {
  readonly oid: typeof smtpUtf8Mailbox
}

export function isUnicodeMailbox(name: GeneralName): name is UnicodeMailbox {
  return name.kind === "other" && name.oid === smtpUtf8Mailbox
}

/** Its octets before and behind the last `@`, the latter in lower case; undefined without one, or where it is no UTF8String. */
export function unicodeMailboxParts({ der }: UnicodeMailbox):
  | {
      readonly local: string
      readonly host: string
    }
  | undefined {
  const read = attempt(() => {
    const inner = new DerReader(der, new Work()).enter(contextTag(0, true), "an other name")
    inner.read(tags.oid, "the type of an other name")
    const value = inner.enter(contextTag(0, true), "the value of an other name")
    return content(value.read(tags.utf8String, "a mail address"))
  })
  if (!read.ok) return undefined
  const text = Buffer.from(read.value).toString("latin1")
  const at = text.lastIndexOf("@")
  return at < 0 ? undefined : { local: text.slice(0, at), host: lowerOctets(text.slice(at + 1)) }
}

/** A text in UTF-8, as octets in lower case: no letter but those of ASCII has another case here. */
export function octetsOf(text: string): string {
  return lowerOctets(Buffer.from(text).toString("latin1"))
}

function lowerOctets(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
