import { sanKindForbidden } from "../support/factories.js"

export const sanX400Address = sanKindForbidden({
  code: "san-x400-address",
  citation: "BR 7.1.2.7.12",
  tag: 3,
  name: "X.400 address",
})
