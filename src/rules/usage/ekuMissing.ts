import { extensionMissing } from "../support/factories.js"

export const ekuMissing = extensionMissing({
  code: "eku-missing",
  source: "br",
  audience: "everyone",
  scopes: ["leaf", "self-signed"],
  extension: "extKeyUsage",
  citation: "BR 7.1.2.7.6, Apple HT210176",
  inForce: { from: "2012-07-01" },
  why: "The certificate could be used for anything; browsers ask for serverAuth, and Apple of every TLS server, whoever its CA is.",
})
