import { sanKindForbidden } from "../support/factories.js"

export const sanUri = sanKindForbidden({ code: "san-uri", citation: "BR 7.1.2.7.12", tag: 6, name: "URI" })
