import { sanKindForbidden } from "../support/factories.js"

export const sanEdiPartyName = sanKindForbidden({
  code: "san-edi-party-name",
  citation: "BR 7.1.2.7.12",
  tag: 5,
  name: "EDI party name",
})
