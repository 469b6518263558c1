/** What `certfleet --help` says of everything; what each command takes is in its command.ts, which is loaded to run one. */
export const about = "Keeps one TLS certificate right on every server of a multi-server Zimbra installation."

/** Options of every command. */
export const globalOptions = [
  ["-q, --quiet", "say errors and warnings alone on stderr; results on stdout stay"],
  ["-v, --verbose", "say more on stderr: what is read, asked and decided"],
  ["--debug", "show stack traces"],
] as const

/** In the order of the job. */
export const commands = {
  init: {
    usage: "[options] [file]",
    about: "write a commented fleet.yaml: an example, or what a running Zimbra or an inventory says",
  },
  names: {
    usage: "[options]",
    about: "list every name the certificate must carry, and why",
  },
  inventory: {
    usage: "[options]",
    about: "tell Ansible the servers of fleet.yaml, as a dynamic inventory does",
  },
  csr: {
    usage: "[options]",
    about: "make a new private key and a CSR with every name",
  },
  order: {
    usage: "[options] [dir]",
    about: "order the certificate from the CA that fleet.yaml names, wait for it, import it",
  },
  check: {
    usage: "[options] <files...>",
    about: "say whether what the CA delivered is right, and what is wrong with it",
  },
  import: {
    usage: "[options] <files...>",
    about: "turn what the CA delivered into the three files that Zimbra wants",
  },
  rollout: {
    usage: "[options] [dir]",
    about:
      "bring an imported certificate to every server, restart what must, prove every port, or put all back",
  },
  rollback: {
    usage: "[options] [dir]",
    about: "put back what the servers had before a rollout, also days later",
  },
  renew: {
    usage: "[options]",
    about: "renew the certificate where that is due: order, import, roll out, prove; for a timer",
  },
  report: {
    usage: "[options] [journal]",
    about: "tell in words what happened in a rollout: who, when, which servers, what went wrong, how long",
  },
  probe: {
    usage: "[options] [endpoint...]",
    about: "show and judge the certificate that every port serves right now",
  },
  status: {
    usage: "[options]",
    about: "show what every server serves and holds: expired, half deployed, not restarted, or current",
  },
  tlsa: {
    usage: "[options]",
    about: "print the TLSA records for the key in use and for the next, and whether they are public",
  },
  lint: {
    usage: "[options] [inputs...]",
    about: "find what is wrong with certificates, chains, CSRs, keys and fleet.yaml, for CI",
  },
  rules: {
    usage: "[options]",
    about: "list the rules of lint",
  },
  explain: {
    usage: "[options] <code>",
    about: "say what a finding of lint means, why it matters and what to do about it",
  },
  demo: {
    usage: "[options]",
    about: "watch the whole job on an embedded fleet: names, key and CSR, CA, import, rollout, proof",
  },
  completion: {
    usage: "<shell>",
    about: "print what makes a shell complete commands, flags and their values",
  },
  version: {
    usage: "[options]",
    about: "tell the versions of certfleet, Node.js, OpenSSL and the packages it uses",
  },
} as const satisfies Readonly<Record<string, { readonly usage: string; readonly about: string }>>

export type CommandName = keyof typeof commands

export function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(commands, word)
}
