import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"
import { always } from "../support/values.js"

export const caWithoutCommonName = attributeRequired({
  code: "ca-without-common-name",
  citation: "BR 7.1.2.10.2",
  inForce: { from: "2017-06-08" },
  scopes: ["intermediate", "root"],
  types: [attribute.commonName],
  where: "a CA",
  applies: always,
})
