import { defineFinding } from "../finding.js"
import type { ObservationFailure } from "./failure.js"

const stage = "probe"
const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`)

const failureHints: Readonly<Record<ObservationFailure, string>> = {
  resolve: "check the host's name, or give its address in fleet.yaml",
  refused: "is the service running there? If it listens elsewhere, say so under ports in fleet.yaml",
  unreachable: "check the route and the firewall between here and the server",
  timeout: "a firewall may swallow the packets, or the service hangs; --timeout gives it longer",
  reset: "the service may be starting, or refuses connections from here",
  greeting: "look at the service's log; an MX may be limiting connections from here",
  "starttls-refused": "switch STARTTLS on for this service",
  "tls-alert": "look at the service's log: it accepts no TLS version or cipher that this machine offers",
  protocol: "is another service listening on this port?",
  cancelled: "run again",
}

/** Kinds of finding about what a port serves. */
export const probeFindings = {
  unobserved: defineFinding({
    code: "endpoint-unobserved",
    severity: "error",
    stage,
    message: ({ detail }: { kind: ObservationFailure; detail: string }) => `could not be checked: ${detail}`,
    hint: ({ kind }) => failureHints[kind],
  }),
  unreadable: defineFinding({
    code: "served-unreadable",
    severity: "error",
    stage,
    message: (_: { fingerprint: string }) => "serves a certificate that cannot be read",
    hint: () => "look at the file that the service loads",
  }),
  otherCertificate: defineFinding({
    code: "served-other-certificate",
    severity: "error",
    stage,
    message: ({ served, expected }: { served: string; expected: string }) =>
      `serves ${served.slice(0, 16)}, not the expected ${expected.slice(0, 16)}`,
    hint: () => "deploy the certificate there, or restart the service if it is deployed already",
  }),
  expired: defineFinding({
    code: "served-expired",
    severity: "error",
    stage,
    message: ({ notAfter }: { notAfter: string }) => `serves a certificate that expired on ${notAfter}`,
    hint: () => "roll out the renewed certificate",
  }),
  revoked: defineFinding({
    code: "served-revoked",
    severity: "error",
    stage,
    message: ({ since }: { since: string; reason: string }) =>
      `serves a certificate that its CA revoked on ${since}`,
    hint: () => "make a new key and CSR with certfleet csr, and roll out what the CA issues for it",
    citation: "RFC 6960 section 2.2",
  }),
  notYetValid: defineFinding({
    code: "served-not-yet-valid",
    severity: "error",
    stage,
    message: ({ notBefore }: { notBefore: string }) =>
      `serves a certificate that is valid only from ${notBefore}`,
    hint: () => "check the clock of this machine, or wait",
  }),
  expiresSoon: defineFinding({
    code: "served-expires-soon",
    severity: "warning",
    stage,
    message: ({ daysLeft, notAfter }: { daysLeft: number; notAfter: string }) =>
      `serves a certificate that expires in ${days(daysLeft)}, on ${notAfter}`,
    hint: () => "order the renewal: certfleet csr",
  }),
  nameMissing: defineFinding({
    code: "served-name-missing",
    severity: "error",
    stage,
    message: ({ missing }: { missing: readonly string[] }) =>
      `serves a certificate without ${missing.join(", ")}`,
    citation: "RFC 9525 section 6",
    hint: () =>
      "clients that use these names are warned: order a certificate with every name of certfleet names",
  }),
  chainIncomplete: defineFinding({
    code: "served-chain-incomplete",
    severity: "error",
    stage,
    message: ({ issuer }: { issuer: string }) => `does not send the certificate of its issuer, ${issuer}`,
    citation: "RFC 8446 section 4.4.2",
    hint: () =>
      "deploy it again with the whole chain: browsers may know the intermediate, other clients do not",
  }),
  rootUnknown: defineFinding({
    code: "served-root-unknown",
    severity: "notice",
    stage,
    message: ({ issuer }: { issuer: string }) =>
      `ends its chain below ${issuer}, which no known root store holds`,
  }),
  chainMisordered: defineFinding({
    code: "served-chain-misordered",
    severity: "warning",
    stage,
    message: ({ order }: { order: readonly string[] }) =>
      `sends its chain in the wrong order: ${order.join(", ")}`,
    citation: "RFC 5246 section 7.4.2",
    hint: () => "certfleet import writes it in order: intermediates, then the root",
  }),
  chainExtra: defineFinding({
    code: "served-chain-extra",
    severity: "notice",
    stage,
    message: ({ extra }: { extra: readonly string[] }) =>
      `sends certificates that nothing needs: ${extra.join(", ")}`,
  }),
  selfSigned: defineFinding({
    code: "served-self-signed",
    severity: "warning",
    stage,
    message: ({ subject }: { subject: string }) => `serves the self-signed certificate ${subject}`,
    hint: () => "no client accepts it unasked",
  }),
  oldVersion: defineFinding({
    code: "served-tls-old",
    severity: "warning",
    stage,
    message: ({ version }: { version: string }) => `speaks ${version} at best`,
    citation: "RFC 8996",
    hint: () => "switch on TLS 1.2 or later for this service",
  }),
  differs: defineFinding({
    code: "served-certificates-differ",
    severity: "warning",
    stage,
    message: ({ served, usual, share }: { served: string; usual: string; share: string }) =>
      `serves ${served.slice(0, 16)} where ${share} ports serve ${usual.slice(0, 16)}`,
    hint: () => "roll out one certificate to every server",
  }),
}
