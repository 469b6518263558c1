import type { DemoHost } from "./demoFleet.js"

export interface DemoFault {
  readonly kind: string
  readonly what: string
  /** The role whose first server it befalls. */
  readonly role: string
  readonly befall: (host: DemoHost) => void
}

/** What can be made to go wrong on one server, for watching how it is handled. */
export const demoFaults: readonly DemoFault[] = [
  fault("deploy", "deploycrt fails half-way", ({ host }) => {
    host.faults.deploy = "fails"
  }),
  fault("lying-deploy", "deploycrt fails half-way and exits 0", ({ host }) => {
    host.faults.deploy = "exits-0-after-failure"
  }),
  fault("disk-full", "the disk is full in the middle of deploycrt", ({ host }) => {
    host.faults.deploy = "disk-full"
  }),
  fault("verify", "zmcertmgr refuses the certificate", ({ host }) => {
    host.faults.verify = "refuses"
  }),
  {
    ...fault("reload", "nginx says done and keeps the old certificate", ({ listeners }) =>
      listeners.freeze(),
    ),
    role: "proxy",
  },
  fault("unreachable", "no SSH server answers", ({ ssh }) => void ssh.close()),
]

function fault(kind: string, what: string, befall: DemoFault["befall"]): DemoFault {
  return { kind, what, role: "mailbox", befall }
}
