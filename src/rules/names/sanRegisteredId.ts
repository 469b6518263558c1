import { sanKindForbidden } from "../support/factories.js"

export const sanRegisteredId = sanKindForbidden({
  code: "san-registered-id",
  citation: "BR 7.1.2.7.12",
  tag: 8,
  name: "registered identifier",
})
