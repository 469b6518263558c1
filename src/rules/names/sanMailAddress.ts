import { sanKindForbidden } from "../support/factories.js"

export const sanMailAddress = sanKindForbidden({
  code: "san-mail-address",
  citation: "BR 7.1.2.7.12",
  tag: 1,
  name: "mail address",
})
