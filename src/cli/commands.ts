/** What `certfleet --help` says of everything; what each command takes is in its command.ts, which is loaded to run one. */
export const about = "Keeps one TLS certificate right on every server of a multi-server Zimbra installation."

/** Options of every command. */
export const globalOptions = [
  ["-q, --quiet", "say errors and warnings alone on stderr; results on stdout stay"],
  ["-v, --verbose", "say more on stderr: what is read, asked and decided"],
  ["--debug", "show stack traces"],
] as const

/** How each is written, and what it does; in the order of the job. */
export const commands = {
  init: [
    "[options] [file]",
    "write a commented fleet.yaml: an example, or what a running Zimbra or an inventory says",
  ],
  names: ["[options]", "list every name the certificate must carry, and why"],
  inventory: ["[options]", "tell Ansible the servers of fleet.yaml, as a dynamic inventory does"],
  csr: ["[options]", "make a new private key and a CSR with every name"],
  order: [
    "[options] [dir]",
    "order the certificate from the CA that fleet.yaml names, wait for it, import it",
  ],
  check: ["[options] <files...>", "say whether what the CA delivered is right, and what is wrong with it"],
  import: ["[options] <files...>", "turn what the CA delivered into the three files that Zimbra wants"],
  rollout: [
    "[options] [dir]",
    "bring an imported certificate to every server, restart what must, prove every port, or put all back",
  ],
  rollback: ["[options] [dir]", "put back what the servers had before a rollout, also days later"],
  renew: [
    "[options]",
    "renew the certificate where that is due: order, import, roll out, prove; for a timer",
  ],
  report: [
    "[options] [journal]",
    "tell in words what happened in a rollout: who, when, which servers, what went wrong, how long",
  ],
  probe: ["[options] [endpoint...]", "show and judge the certificate that every port serves right now"],
  status: [
    "[options]",
    "show what every server serves and holds: expired, half deployed, not restarted, or current",
  ],
  tlsa: [
    "[options]",
    "print the TLSA records for the key in use and for the next, and whether they are public",
  ],
  lint: [
    "[options] [inputs...]",
    "find what is wrong with certificates, chains, CSRs, keys and fleet.yaml, for CI",
  ],
  rules: ["[options]", "list the rules of lint"],
  explain: ["[options] <code>", "say what a finding of lint means, why it matters and what to do about it"],
  demo: [
    "[options]",
    "watch the whole job on an embedded fleet: names, key and CSR, CA, import, rollout, proof",
  ],
  completion: ["<shell>", "print what makes a shell complete commands, flags and their values"],
  version: ["[options]", "tell the versions of certfleet, Node.js, OpenSSL and the packages it uses"],
} as const satisfies Readonly<Record<string, readonly [usage: string, about: string]>>

export type CommandName = keyof typeof commands

export function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(commands, word)
}
