import { extensionCritical } from "../support/factories.js"

export const caAiaCritical = extensionCritical({
  code: "ca-aia-critical",
  source: "br",
  scopes: ["intermediate"],
  extension: "authorityInfoAccess",
  citation: "BR 7.1.2.10.3",
  why: "A client that does not know the extension would have to refuse the path.",
})
