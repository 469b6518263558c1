import { defineFinding } from "../finding.js"
import type { ObservationFailure } from "./failure.js"
import { protocols } from "./protocols/table.js"

const stage = "probe"

/** As `smtp://HOST:PORT`: what begins in clear on a port of its own is not told by the number. */
const inClear = Object.entries(protocols)
  .filter(([, { start }]) => start !== undefined)
  .map(([name]) => `${name}://HOST:PORT`)
  .join(", ")

/** What a server says about itself goes before what is usual: the first that its words fit. */
const hintsByWords: readonly (readonly [ObservationFailure, RegExp, string])[] = [
  [
    "starttls-refused",
    /: (454|403) /,
    "the server cannot start TLS now: look at its log, its key or certificate may not load",
  ],
  [
    "tls-alert",
    /internal error/,
    "the server cannot do its own part: look at its log, its key may not belong to its certificate",
  ],
  [
    "tls-alert",
    /unrecognized name/,
    "the server has no certificate for this name: ask for one that it serves",
  ],
  [
    "tls-alert",
    /certificate (required|unknown)|bad certificate/,
    "the server wants a certificate from its clients, and the probe has none",
  ],
]

/** What to do about a port that showed no certificate. */
export function hintFor({
  kind,
  detail,
}: {
  readonly kind: ObservationFailure
  readonly detail: string
}): string {
  const said = hintsByWords.find(([of, words]) => of === kind && words.test(detail))
  return said?.[2] ?? failureHints[kind]
}

const failureHints: Readonly<Record<ObservationFailure, string>> = {
  resolve: "check the host's name, or give its address in fleet.yaml",
  refused: "is the service running there? If it listens elsewhere, say so under ports in fleet.yaml",
  unreachable: "check the route and the firewall between here and the server",
  timeout: "a firewall may swallow the packets, or the service hangs; --timeout gives it longer",
  reset: "the service may be starting, or refuses connections from here",
  greeting: "look at the service's log; an MX may be limiting connections from here",
  "starttls-refused": "switch STARTTLS on for this service",
  "tls-alert": "look at the service's log: it accepts no TLS version or cipher that this machine offers",
  protocol: `is another service listening on this port? One that begins in clear is named with its protocol: ${inClear}`,
  forbidden:
    "allow it in that server's sshd_config (AllowTcpForwarding local), or ask the port from here: prove: direct in fleet.yaml",
  ssh: "check the log-in: certfleet rollout --dry-run shows as whom and where; or ask from here alone, with --prove direct",
  cancelled: "run again",
}

/** Kinds of finding about what a port serves. */
export const probeFindings = {
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
