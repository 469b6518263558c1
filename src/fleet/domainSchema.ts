import { z } from "zod"
import { domainServices } from "./types.js"

const name = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/, {
  error: "expected a name of letters, digits, hyphens and dots",
})

const domain = z.strictObject({
  domain: name.describe("The domain, as Zimbra knows it"),
  names: z
    .array(name)
    .min(1, { error: "expected at least one name" })
    .refine((list) => new Set(list.map((one) => one.toLowerCase())).size === list.length, {
      error: "expected each name once",
    })
    .describe("Its virtual host names (zimbraVirtualHostname); the first is the certificate's common name"),
  services: z
    .array(z.enum(domainServices, { error: `expected ${domainServices.join(", ")}` }))
    .min(1, { error: "expected at least one service" })
    .default(["https"])
    .describe("Which ports of the proxies serve its certificate to whoever asks for its names"),
})

/** `domains:` of fleet.yaml. */
export const domainsSchema = z
  .array(domain)
  .default([])
  .describe("Domains with a certificate of their own on the proxies (SNI)")
