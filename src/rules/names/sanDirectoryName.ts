import { sanKindForbidden } from "../support/factories.js"

export const sanDirectoryName = sanKindForbidden({
  code: "san-directory-name",
  citation: "BR 7.1.2.7.12",
  tag: 4,
  name: "directory name",
})
