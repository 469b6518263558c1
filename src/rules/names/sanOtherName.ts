import { sanKindForbidden } from "../support/factories.js"

export const sanOtherName = sanKindForbidden({
  code: "san-other-name",
  citation: "BR 7.1.2.7.12",
  tag: 0,
  name: "other name",
})
