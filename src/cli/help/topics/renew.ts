import type { Section } from "../section.js"

export const sections: readonly Section[] = [
  {
    title: "The CA",
    text: `
    certificate:
      commonName: mail.example.edu
      issuer:
        acme:
          directory: https://one.digicert.com/mpki/api/v1/acme/v2/directory
          termsOfServiceAgreed: true
          eab: { kid: KEY-IDENTIFIER, keyFile: eab.key }

fleet.yaml says who issues the certificate: an ACME server, or DigiCert by its own API. certfleet order --check
looks at what would be in the way of an order, and orders nothing.`,
  },
  {
    title: "By a timer",
    text: `
    certfleet renew

from a timer, each hour, does what is to be done now, and says nothing where that is nothing. -v also says when
the certificate is due:

    certfleet renew -v

Due is what the CA's renewal information says, else a third of the lifetime left (half below 10 days). The
moment is chosen once and kept.`,
  },
  {
    title: "What it does when it is due",
    text: `
Key and CSR, order, import, comparison with the certificate in use, maintenance window, rollout, proof on every
port, notification. Each stage is in the journal (certificates/COMMON-NAME/renewals.jsonl) before it begins:
whatever ends a run, the next one goes on there, and nothing is ordered twice. A name that would disappear stops
it before anything is ordered, as does what would keep the rollout from beginning: a hook's program that is not
there, nothing to log in with. "Renewed" is what was seen on every port.`,
  },
  {
    title: "Now",
    text: `
    certfleet renew --force --outside-window
    certfleet report
    certfleet status --calendar

--force renews what is not due, and gives up a renewal that is open; --outside-window waits for no maintenance
window. status --calendar tells when the next ones are, also when a human orders the certificate.`,
  },
  {
    title: "DANE",
    text: `
Where the mail exchangers have secure TLSA records, a new key would have all mail deferred until its own are
public. certfleet csr --next makes the next key early, certfleet tlsa prints its records; renew takes that key
once they are at every name server, and have been for twice their TTL. Until then it waits, or keeps the key in
use (--reuse-key).`,
  },
  {
    title: "What it ends with",
    text: `
The exit code says what it asks of a human, and the stage is named. 0: renewed, not due, or the CA is at work or
a window is waited for. 1: the CSR, the import or the comparison has found something. 3: the CA, a server or the
proof; the next run tries again. 4: the rollout was put back; the next run tries again. 5: the CA or servers need
somebody.`,
  },
]
