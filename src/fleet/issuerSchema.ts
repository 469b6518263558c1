/** Which CA issues the fleet's certificate, and how it is asked: `certificate.issuer` of fleet.yaml. */
import { z } from "zod"

const text = z.string().trim().min(1, { error: "expected some text" })
const argv = z
  .array(z.string().min(1, { error: "expected a word of the command" }), {
    error: "expected the command and its arguments, as a list of words",
  })
  .min(1, { error: "expected the command and its arguments, as a list of words" })
const httpsUrl = z.string().regex(/^https:\/\/[^\s/@]+(\/\S*)?$/, { error: "expected an https:// address" })
const seconds = (byDefault: number) =>
  z
    .number({ error: "expected a number of seconds" })
    .positive({ error: "expected more than 0 seconds" })
    .max(86_400, { error: "expected at most 86400 seconds" })
    .default(byDefault)
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "expected the name of a variable" })

/** A secret by file (relative paths go by the folder of fleet.yaml) or by a variable that is read once and removed. */
const secret = {
  keyFile: text.optional().describe("File with the secret, readable by you alone"),
  keyEnv: variable
    .optional()
    .describe("Variable of the environment with the secret; read once, then removed"),
}
const oneSecret = {
  check: ({ keyEnv, keyFile }: { keyEnv?: string | undefined; keyFile?: string | undefined }): boolean =>
    (keyEnv === undefined) !== (keyFile === undefined),
  error: { error: "expected either keyFile or keyEnv" },
}

const proxy = z
  .strictObject({
    url: z
      .string({ error: "expected http://HOST:PORT" })
      .regex(/^http:\/\/[^\s/@?#]+:\d{1,5}\/?$/, {
        error: "expected http://HOST:PORT; user and keyFile or keyEnv stand beside it",
      })
      .describe("Address of an HTTP proxy, with its port"),
    user: text.optional().describe("User at the proxy; keyFile or keyEnv has the password"),
    ...secret,
  })
  .refine(
    (one) => (one.user === undefined ? (one.keyFile ?? one.keyEnv) === undefined : oneSecret.check(one)),
    {
      error: "expected user with keyFile or keyEnv, or none of the three",
    },
  )
  .describe("HTTP proxy through which the CA is asked, whatever HTTPS_PROXY and NO_PROXY say")

const dnsUpdate = z.strictObject({
  server: text.describe("Primary name server that takes updates (RFC 2136): a name or an address"),
  port: z.int().min(1).max(65535).default(53).describe("Its port"),
  zone: text.optional().describe("Zone to update; found by its SOA record unless given"),
  ttl: z.int().min(0).max(86_400).default(60).describe("TTL of the records, in seconds"),
  tsig: z
    .strictObject({
      name: text.describe("Name of the key (RFC 8945)"),
      algorithm: z
        .enum(["hmac-sha256", "hmac-sha384", "hmac-sha512"], {
          error: "expected hmac-sha256, hmac-sha384 or hmac-sha512",
        })
        .default("hmac-sha256")
        .describe("How the key signs"),
      ...secret,
    })
    .refine(oneSecret.check, oneSecret.error)
    .describe("The key that signs updates, in base64"),
})

const challenge = z
  .strictObject({
    "dns-01": z
      .strictObject({
        hook: argv.optional().describe("Called with `present NAME VALUE` and `cleanup NAME VALUE`"),
        update: dnsUpdate.optional().describe("Records are published by dynamic updates"),
        hookTimeout: seconds(60).describe("Seconds that one call of the hook may take"),
        propagation: seconds(600).describe("Seconds until every authoritative server must have the records"),
      })
      .refine(({ hook, update }) => (hook === undefined) !== (update === undefined), {
        error: "expected either hook or update",
      })
      .optional()
      .describe("A TXT record a name, at _acme-challenge.NAME"),
    "http-01": z
      .strictObject({
        hook: argv.describe(
          "Called with `put PATH CONTENT` and `remove PATH`: for every server behind the name",
        ),
        hookTimeout: seconds(60).describe("Seconds that one call of the hook may take"),
      })
      .optional()
      .describe("A file a name, under http://NAME/.well-known/acme-challenge/"),
  })
  .refine((kinds) => Object.values(kinds).filter((kind) => kind !== undefined).length === 1, {
    error: "expected one challenge: dns-01 or http-01",
  })
  .describe("How names are shown to be yours; not needed where the CA has validated them already")

const acme = z.strictObject({
  directory: httpsUrl.describe("The CA's ACME directory"),
  account: text
    .default("acme-account")
    .describe(
      "Folder for the account's key and address, by the folder of this file; made where it is not there",
    ),
  contact: z
    .array(text)
    .default([])
    .describe("Addresses for the CA's notices, such as mailto:tls@example.com"),
  termsOfServiceAgreed: z.boolean().default(false).describe("Whether you have read and taken the CA's terms"),
  eab: z
    .strictObject({ kid: text.describe("Key identifier that the CA gave"), ...secret })
    .refine(oneSecret.check, oneSecret.error)
    .optional()
    .describe("External account binding, where the CA wants one"),
  profile: text.optional().describe("One of the profiles in the CA's directory"),
  preferredChain: text.optional().describe("Common name of the issuer of the topmost certificate wanted"),
  caCertificates: text
    .optional()
    .describe("File with the CA certificates of the ACME server itself, if it is your own"),
  proxy: proxy.optional(),
  caaIdentities: z
    .array(text)
    .default([])
    .describe("Names that stand for the CA in CAA records, where its directory does not say"),
  challenge: challenge.optional(),
})

const digicert = z
  .strictObject({
    product: text.describe("Product name_id, such as ssl_securesite_flex"),
    organization: z.int().min(1).describe("Number of the organization in CertCentral"),
    ...secret,
    api: httpsUrl
      .default("https://www.digicert.com/services/v2")
      .describe("Base of the Services API; https://certcentral.digicert.eu/services/v2 in Europe"),
    caCertificates: text.optional().describe("File with CA certificates to trust beside Node's own"),
    proxy: proxy.optional(),
    days: z.int().min(1).max(398).optional().describe("Days that the certificate is to be valid"),
    orderDays: z
      .int()
      .min(1)
      .max(2190)
      .optional()
      .describe("Days that the order is to be valid; `days` unless given, and a year without that"),
    again: z
      .enum(["reissue", "duplicate"], { error: "expected reissue or duplicate" })
      .default("reissue")
      .describe(
        "How another certificate is got from an order that runs for more than 90 days: a duplicate leaves the old one as it is",
      ),
    payment: text.optional().describe("payment_method, where the account has more than one"),
    comments: text.optional().describe("Comment that approvers see"),
    ordersADay: z.int().min(1).default(2).describe("How many orders a day at most; they cost money"),
  })
  .refine(oneSecret.check, oneSecret.error)

/** One of both, yet no union: what is wrong inside of either is named by its own line. */
export const issuerSchema = z
  .strictObject({
    acme: acme.optional().describe("A CA that speaks ACME (RFC 8555)"),
    digicert: digicert.optional().describe("DigiCert's Services API"),
  })
  .refine((issuers) => (issuers.acme === undefined) !== (issuers.digicert === undefined), {
    error: "expected either acme: or digicert:",
  })
  .describe("Which CA issues the certificate: by ACME (RFC 8555), or by DigiCert's Services API")

/** Exactly one of both is there. */
export type IssuerSettings = z.output<typeof issuerSchema>
export type AcmeIssuerSettings = NonNullable<IssuerSettings["acme"]>
export type DigicertIssuerSettings = NonNullable<IssuerSettings["digicert"]>
export type ProxySettings = z.output<typeof proxy>
export type ChallengeSettings = NonNullable<AcmeIssuerSettings["challenge"]>
export type Dns01Settings = NonNullable<ChallengeSettings["dns-01"]>
export type Http01Settings = NonNullable<ChallengeSettings["http-01"]>
