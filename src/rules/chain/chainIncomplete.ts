import { certificateText } from "../../path/rejection.js"
import { accessMethods } from "../../x509/extensions/revocation.js"
import { nameText } from "../../x509/name.js"
import { chainRule } from "../rule.js"

export const chainIncomplete = chainRule({
  code: "chain-incomplete",
  severity: "error",
  scopes: ["chain"],
  source: "certfleet",
  citation: "RFC 8446 section 4.4.2",
  message: "the chain has a gap: the certificate of {issuer}, which issued {name}, is missing",
  hint: "add the intermediate from the CA's delivery or its download page",
  documentation: {
    what: "From the leaf, each issuer's certificate is among the inputs or the trusted roots, up to a root.",
    why: "Desktop browsers fetch or remember missing intermediates; mail programs, phones and servers fail.",
    bad: "leaf alone, its intermediate nowhere",
    good: "leaf, intermediate, root",
  },
  check: ({ way }) => {
    if (way.top?.kind !== "issuer-not-found") return undefined
    const { certificate } = way.top
    return {
      name: certificateText(certificate),
      issuer: nameText(certificate.issuer),
      url: issuerUrl(certificate) ?? "",
    }
  },
})

function issuerUrl(certificate: NonNullable<Parameters<typeof certificateText>[0]>): string | undefined {
  const access = certificate.extensions.inspect("authorityInfoAccess")?.value ?? []
  const [first] = access.flatMap(({ method, location }) =>
    method === accessMethods.caIssuers && location.kind === "uri" ? [location.value] : [],
  )
  return first
}
