import { defineFinding } from "../finding.js"
import type { ObservationFailure } from "./failure.js"

const stage = "probe"

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
    message: ({ position }: { position: number }) =>
      position === 1
        ? "serves a certificate that cannot be read"
        : `certificate ${position} of what it serves cannot be read`,
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
  differs: defineFinding({
    code: "served-certificates-differ",
    severity: "warning",
    stage,
    message: ({ served, usual, share }: { served: string; usual: string; share: string }) =>
      `serves ${served.slice(0, 16)} where ${share} ports serve ${usual.slice(0, 16)}`,
    hint: () => "roll out one certificate to every server",
  }),
}
