import type { Section } from "../section.js"

export const sections: readonly Section[] = [
  {
    title: "Begin",
    text: `
fleet.yaml says once which names the certificate carries, which servers get it, and how to reach them;
everything else is derived from it.

    certfleet init --example three
    ansible-inventory --list | certfleet init --inventory -
    certfleet names

certfleet init --from HOST asks a running Zimbra, any one of its servers, and writes what that knows. A mistake
in the file is named with its line, and with the nearest right key.`,
  },
  {
    title: "Where it is looked for",
    text: `
In the folder where a command runs, then in those above, up to the root of the repository (where .git is) or
your home. --fleet FILE names another one, and so does CERTFLEET_FLEET. Relative paths in it go by its own
folder, and so does certificates/, where keys, certificates and journals are kept. One that belongs to another
user and names programs (hooks, notify, a challenge hook) has to be named: they would run as you.

    certfleet names --fleet fleet.yaml
    CERTFLEET_FLEET=fleet.yaml certfleet names --json`,
  },
  {
    title: "The certificate",
    text: `
    certificate:
      commonName: mail.example.edu
      additionalNames: [mailhost.example.edu, "*.lists.example.edu"]
      subject: { organization: Example University, locality: Springfield, state: Illinois, country: US }
      key: rsa-2048
      profile: public

The common name is always among the alternative names. To it come the names of the farms, of every server that
serves the certificate, and additionalNames. With profile public a name that no public CA would sign is an
error; with private (your own CA) only bad syntax is.`,
  },
  {
    title: "Servers and ports",
    text: `
    servers:
      - { host: mbs01.example.edu, roles: [mailbox] }
      - { host: ldap01.example.edu, roles: [ldap], ldapMaster: true, address: 192.0.2.21 }
      - { host: prx01.example.edu, roles: [proxy], names: [], ports: { pop3s: false, https: 8443 } }
      - { host: ns01.example.edu, roles: [dns] }

Roles tell which services a server has, on which ports, and what is restarted. ports says otherwise: another
port, or false. names are those it needs in the certificate: its host name unless given. A server that is dns
only gets no certificate.`,
  },
  {
    title: "Farms",
    text: `
    farms:
      - name: zimbra-web
        names: [webmail.example.edu]
        members: [mbs01.example.edu, prx01.example.edu]
        minimum: 1
        probes: [{ kind: https, port: 443, expectStatus: 200 }]

What stands together behind a load balancer. Its names belong into the certificate; with rollout --rolling at
least minimum members stay up, and the next is touched when the balancer's own probes have succeeded again.`,
  },
  {
    title: "Log-ins and rollouts",
    text: `
    ssh: { user: root, identityFile: keys/rollout, connectTimeout: 10 }
    rollout: { parallel: 16, windows: ["Sat,Sun 22:00-04:00"], keepBackups: 5 }
    notify: [./tell-the-team.sh]
    zimbra: { user: zimbra, home: /opt/zimbra }
    prove: auto

What is not said here comes from ~/.ssh/config. windows are local time; a rollout may begin at any time unless
there are some. zimbra is who owns the installation, and its home: zextras and /opt/zextras with Carbonio. prove is
from where ports are looked at (certfleet help networks). Each key is described in fleet.schema.json, which init
writes beside the file for editors.`,
  },
  {
    title: "Hooks",
    text: `
    hooks:
      - name: drain
        when: before activate
        servers: [proxy]
        per: server
        run: [./balancer, drain]
        undo: [./balancer, enable]
        timeout: 120
        environment: [BALANCER_TOKEN_FILE]

Programs of this machine around a rollout. when is before change, after change, before activate (the restart),
after activate, done, before undo or undone. A failure before the change stops the server as a failed check does;
undo takes back what was begun, once.`,
  },
  {
    title: "Domains with a certificate of their own",
    text: `
    domains:
      - { domain: art.example.edu, names: [mail.art.example.edu, webmail.art.example.edu], services: [https] }

The proxies serve it to whoever asks for its names (SNI), its virtual host names; the first is its common name.
names, csr, order, renew, import, rollout and others are about it with --domain art.example.edu.`,
  },
  {
    title: "The CA, and DNS",
    text: `
    certificate:
      commonName: mail.example.edu
      issuer:
        acme:
          directory: https://acme.example.net/directory
          termsOfServiceAgreed: true
          challenge: { dns-01: { hook: [./dns-hook] } }
    dns: { resolver: 127.0.0.1, trusted: true, mailDomains: [example.edu] }

Who issues the certificate: acme:, or digicert: { product, organization, keyFile } (certfleet help renew).
dns says which resolver is asked for CAA, MX and TLSA records, and whether its word on DNSSEC counts.`,
  },
  {
    title: "Does it say what is there?",
    text: `
    certfleet status --discover --no-farms

compares it with the running installation: servers, roles, ports and names that one of them lacks.`,
  },
]
