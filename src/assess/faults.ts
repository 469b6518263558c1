import { type Facts, type Finding, fill, type Severity, type Subject } from "../finding.js"

/** What is fixed about a fault, whichever door it was found at. `{fact}` stands for a fact. */
export interface Fault {
  readonly code: string
  readonly severity: Severity
  readonly citation: string
  readonly message: string
  readonly hint: string
}

/**
 * Everything that can be wrong with a certificate, its chain and what a port says of them. Lint's rules about the same
 * faults take code, words and citation from here.
 */
export const faults = {
  expired: {
    code: "expired",
    severity: "error",
    citation: "RFC 5280 section 4.1.2.5",
    message: "{name} expired on {notAfter}",
    hint: "order the renewal: certfleet csr; for a CA's certificate, get its newer one from the CA",
  },
  notYetValid: {
    code: "not-yet-valid",
    severity: "error",
    citation: "RFC 5280 section 4.1.2.5",
    message: "{name} is not valid before {notBefore}",
    hint: "wait until then, or check this machine's clock",
  },
  expiresSoon: {
    code: "expires-soon",
    severity: "warning",
    citation: "RFC 5280 section 4.1.2.5",
    message: "{name} expires in {days} days, on {notAfter}",
    hint: "order the renewal: certfleet csr; for a CA's certificate, get its newer one from the CA",
  },
  revoked: {
    code: "revoked",
    severity: "error",
    citation: "RFC 5280 section 6.3",
    message: "{name} was revoked on {since} ({reason})",
    hint: "ask the CA for a new certificate, with a new key and CSR",
  },
  revocationUnknown: {
    code: "revocation-unknown",
    severity: "error",
    citation: "RFC 5280 section 6.3",
    message: "whether {name} is revoked is unknown: {problem}",
    hint: "give the CA's current revocation list with a nextUpdate (--crl) or response (--ocsp), or leave both out; ask the CA where it has none, and about a response that a port staples",
  },
  selfSigned: {
    code: "self-signed",
    severity: "error",
    citation: "RFC 5280 section 6.1",
    message: "{name} is signed by its own key, and not among {store}: clients refuse it",
    hint: "order a certificate from a CA (certfleet csr), or name it with --trust where clients know it",
  },
  notForServers: {
    code: "not-for-servers",
    severity: "error",
    citation: "RFC 5280 section 4.2.1.12",
    message: "{name} is not meant for servers: it lacks the usage serverAuth",
    hint: "ask the CA for a TLS server certificate; one that signed itself wants extendedKeyUsage = serverAuth",
  },
  chainIncomplete: {
    code: "chain-incomplete",
    severity: "error",
    citation: "RFC 8446 section 4.4.2",
    message: "the certificate of {issuer}, which issued {name}, is missing",
    hint: "name the root of a CA of your own with --trust FILE, or add the intermediate from the CA's delivery or its download page {url}",
  },
  chainWrongSignature: {
    code: "chain-wrong-signature",
    severity: "error",
    citation: "RFC 5280 section 6.1.3",
    message: "{name} names {issuer} as its issuer, but no certificate of that name here signed it",
    hint: "the CA certificate is another one of the same name: download the right one from the CA",
  },
  sha1Signature: {
    code: "sha1-signature",
    severity: "error",
    citation: "BR 7.1.3.2",
    message: "{name} is signed with SHA-1: browsers refuse it, and services with OpenSSL 3 do not load it",
    hint: "have the CA issue it anew with SHA-256",
  },
  chainInvalid: {
    code: "chain-invalid",
    severity: "error",
    citation: "RFC 5280 section 6.1",
    message: "no valid path leads to a root: {problem}",
    hint: "ask the CA to reissue the certificate, and quote this line; make one anew that signed itself",
  },
  rootNotTrusted: {
    code: "chain-root-not-trusted",
    severity: "error",
    citation: "RFC 5280 section 6.1.1",
    message: "the chain ends in {root}, which is not among {store}",
    hint: "for a CA of your own: --trust FILE with its root",
  },
  rootRetired: {
    code: "chain-root-retired",
    severity: "error",
    citation: "Chrome Root Program Policy, Mozilla Root Store Policy section 7.4",
    message: "the chain ends in {root}, which {by} no longer trust since {since}",
    hint: "ask the CA for {instead}",
  },
  endsBeforeLeaf: {
    code: "chain-ends-before-leaf",
    severity: "warning",
    citation: "RFC 5280 section 6.1.3",
    message: "{name} expires on {notAfter}, before the leaf ({leafNotAfter})",
    hint: "renew before that day, or ask the CA for its newer intermediate",
  },
  chainDisordered: {
    code: "chain-disordered",
    severity: "warning",
    citation: "RFC 8446 section 4.4.2",
    message: "the certificates are not in the order in which each is issued by the next: {names}",
    hint: "certfleet import writes them in order, the root last",
  },
  chainDuplicate: {
    code: "chain-duplicate-certificate",
    severity: "warning",
    citation: "RFC 8446 section 4.4.2",
    message: "the same certificate is there twice: {values}",
    hint: "remove the copy",
  },
  chainUnrelated: {
    code: "chain-unrelated-certificate",
    severity: "warning",
    citation: "RFC 8446 section 4.4.2",
    message: "certificates that are not on the way to the root lie beside it: {values}",
    hint: "certfleet import leaves them out",
  },
  chainNotSent: {
    code: "served-without-chain",
    severity: "error",
    citation: "RFC 8446 section 4.4.2",
    message: "the server does not send the intermediate that issued {name}",
    hint: "deploy the chain with the certificate: certfleet rollout",
  },
  notForZimbra: {
    code: "chain-not-for-zimbra",
    severity: "notice",
    citation: "zmcertmgr verifycrt (openssl verify -purpose sslserver -CAfile)",
    message: "Zimbra would not take it with this chain: {problem}",
    hint: "once nothing else is wrong, certfleet import completes it to the root",
  },
  zimbraRefuses: {
    code: "zimbra-refuses-chain",
    severity: "error",
    citation: "zmcertmgr verifycrt (openssl verify -purpose sslserver -CAfile)",
    message: "Zimbra refuses the whole chain: {problem}",
    hint: "ask the CA for a chain that openssl verify accepts, and quote this line",
  },
  javaRefuses: {
    code: "java-refuses-chain",
    severity: "warning",
    citation: "PKIX of Java (sun.security.validator)",
    message: "OpenSSL takes it, and Java does not: {problem}",
    hint: "Java clients, and Zimbra's own as far as they are Java, refuse the connection: have the CA reissue it",
  },
  rootAsDelivered: {
    code: "bundle-root-as-delivered",
    severity: "notice",
    citation: "RFC 5280 section 6.1.1 (d)",
    message: "took {root} as the root of your own CA, as it came along (SHA-256 {fingerprint})",
    hint: "compare its fingerprint with what the CA publishes; --trust FILE takes that root alone",
  },
  nameMissing: {
    code: "fleet-name-missing",
    severity: "error",
    citation: "RFC 9525 section 6.3",
    message: "names that fleet.yaml asks for are missing: {values}",
    hint: "order again with a CSR from certfleet csr",
  },
  hostMismatch: {
    code: "host-name-mismatch",
    severity: "error",
    citation: "RFC 9525 section 6.3",
    message: "{name} is not valid for {wanted}, by which clients reach it, but for {found}",
    hint: "is this the certificate of this server? If it is, order one with that name",
  },
  keyMismatch: {
    code: "private-key-mismatch",
    severity: "error",
    citation: "RFC 8446 section 4.4.3",
    message: "it is not the key of {values}",
    hint: "find the key that was made with the order's CSR (check and import take it with --key-file), or have the CA reissue with a CSR of this key",
  },
  sanMissing: {
    code: "san-missing",
    severity: "error",
    citation: "BR 7.1.2.7.12",
    message: "{name} has no subjectAltName: clients find no host name in it",
    hint: "make the request with certfleet csr: it cannot leave the names out",
  },
  commonNameNotCovered: {
    code: "common-name-not-covered",
    severity: "error",
    citation: "RFC 9525 section 6.3",
    message: "no name in subjectAltName stands for the common name, so that clients refuse it: {values}",
    hint: "order the certificate with certfleet csr: the common name is always among its names",
  },
  dnsNameMalformed: {
    code: "dns-name-malformed",
    severity: "warning",
    citation: "RFC 5280 section 4.2.1.6",
    message:
      "what stands among the names is no host name, and Firefox and Thunderbird refuse the certificate when they come to it: {values}",
    hint: "have the CA issue it without that name: it is of use to nobody",
  },
  namesUnreadable: {
    code: "names-unreadable",
    severity: "error",
    citation: "RFC 5280 section 4.2.1.6",
    message: "the names of {name} cannot be read: {problem}",
    hint: "ask the CA to reissue the certificate",
  },
  tlsOld: {
    code: "served-tls-old",
    severity: "warning",
    citation: "RFC 8996",
    message: "speaks {version} at best",
    hint: "switch on TLS 1.2 or later for this service",
  },
} as const satisfies Readonly<Record<string, Fault>>

/** A finding of a fault; the room that found it does not show. */
export function faultFinding(fault: Fault, subject: Subject, facts: Facts): Finding {
  const { code, severity, citation } = fault
  const hint = fill(fault.hint, facts).trim()
  return {
    code,
    severity,
    stage: "assess",
    subject,
    facts,
    message: fill(fault.message, facts),
    citation,
    hint,
  }
}
