import { generalNameText } from "../../x509/generalName.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const rootWithHostNames = certificateRule({
  code: "root-with-host-names",
  severity: "warning",
  scopes: ["root"],
  source: "certfleet",
  citation: "BR 7.1.2.1.2, RFC 5280 section 4.2.1.9",
  message: "signs itself as a CA and names hosts like a server's certificate: {values}",
  hint: "make it anew with basicConstraints CA:FALSE, or have it signed by a CA",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A certificate that signed itself and is a CA names no hosts.",
    why: "It is a server's own, made with openssl req -x509: where it is trusted, the key on that server can sign for every name.",
    bad: "issuer = subject, CA:TRUE, DNS:mail.example.edu",
    good: "issuer = subject, CA:FALSE, DNS:mail.example.edu",
  },
  check: (view) =>
    found(
      view.san.flatMap((name) => (name.kind === "dns" || name.kind === "ip" ? [generalNameText(name)] : [])),
    ),
})
