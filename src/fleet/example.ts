/** Which example: so many servers. */
export const exampleSizes = ["single", "three", "twelve"] as const
export type ExampleSize = (typeof exampleSizes)[number]

const certificate = `# yaml-language-server: $schema=fleet.schema.json
#
# One file, one truth: which names the certificate carries, which servers receive it, and which ports
# must serve it afterwards. "certfleet names" shows what follows from it.

certificate:
  # Always among the certificate's alternative names as well.
  commonName: mail.example.edu
  subject:
    organization: Example University
    locality: Springfield
    state: Illinois
    country: US # two capital letters
  key: rsa-2048 # rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384
  # Names that no farm and no server brings: old service names that DNS points at the farms,
  # so that nobody has to reconfigure a mail program.
  additionalNames:
    - webmail.example.edu
    - mailhost.example.edu
    - mailout.example.edu
  # public: signed by a CA that browsers trust. private: signed by your own CA.
  profile: public

# Where Zimbra lives on every server. Carbonio: user zextras, home /opt/zextras.
zimbra:
  user: zimbra
  home: /opt/zimbra

`

const keys = `servers:
  # Roles: mailbox, ldap, proxy, mta; dns takes part in the fleet but gets no certificate.
  # Each server's host name goes into the certificate unless "names" says otherwise.
  # "address" and "sshPort" say where to connect if that is not the host name and port 22.
  # "ports" moves a service (https: 8444) or switches it off (https: false); where two roles of a server serve it, by role:
  # ports: { mailbox: { https: 8444, pop3: false }, proxy: { https: 444 } }
`

const twelveServers = `  - { host: mbs01.example.edu, roles: [mailbox] }
  - { host: mbs02.example.edu, roles: [mailbox] }
  - { host: mbs03.example.edu, roles: [mailbox] }
  - { host: mbs04.example.edu, roles: [mailbox] }
  # With two or more LDAP servers one of them is the master.
  - { host: ldap01.example.edu, roles: [ldap], ldapMaster: true }
  - { host: ldap02.example.edu, roles: [ldap] }
  # These proxies serve IMAP and POP3 only: users reach the mail stores' web pages directly,
  # so the mail stores keep port 443.
  - { host: prx01.example.edu, roles: [proxy], ports: { https: false } }
  - { host: prx02.example.edu, roles: [proxy], ports: { https: false } }
  - { host: mx01.example.edu, roles: [mta] }
  - { host: mx02.example.edu, roles: [mta] }
  - { host: ns01.example.edu, roles: [dns] }
  - { host: ns02.example.edu, roles: [dns] }

farms:
  # What the load balancer does. All names of a farm go into the certificate.
  - name: zimbra-web
    names: [mail.example.edu]
    members: [mbs01.example.edu, mbs02.example.edu, mbs03.example.edu, mbs04.example.edu]
    minimum: 3 # members that stay up at any time in a rolling restart
    interval: 5 # seconds between two probes
    probes:
      - { kind: http, port: 80, expectStatus: 302 }
      - { kind: https, port: 443, expectStatus: 200 }
  - name: zimbra-proxy
    names: [imap.example.edu, pop.example.edu]
    members: [prx01.example.edu, prx02.example.edu]
    minimum: 1
    probes:
      - { kind: tls, port: 993 }
      - { kind: tls, port: 995 }
  - name: zimbra-mx
    names: [smtp.example.edu, mx.example.edu]
    members: [mx01.example.edu, mx02.example.edu]
    minimum: 1
    probes:
      - { kind: smtp, port: 25 }
      - { kind: tls, port: 465 }

`

const singleServer = `  # Everything on one machine: the proxy has the ports that users know, the mailbox behind it 8443, 7993, 7995, 7143, 7110.
  - { host: mail.example.edu, roles: [ldap, mailbox, proxy, mta] }

`

const threeServers = `  - { host: ldap01.example.edu, roles: [ldap] }
  - { host: mbs01.example.edu, roles: [mailbox] }
  # What users and other mail servers reach.
  - { host: edge01.example.edu, roles: [proxy, mta] }

farms:
  # Names of what users reach, here without a load balancer: all of them go into the certificate.
  - name: edge
    names: [mail.example.edu, imap.example.edu, smtp.example.edu]
    members: [edge01.example.edu]

`

const settings = `# From where ports are looked at. auto: from this machine, and where that cannot reach one, from its server, through SSH;
# direct: from this machine alone; ssh: from the servers alone. A server can have its own, and a port:
# ports: { lmtp: { prove: ssh } }
prove: auto

# How to log in: as root, as the Zimbra user, or as a user with sudo.
# Host keys are always checked against known_hosts.
ssh:
  user: root
  port: 22
  # identityFile: ~/.ssh/id_ed25519
  agent: true
  connectTimeout: 10 # seconds

rollout:
  # services: reload proxy and MTA, restart only what cannot reload
  # full: zmcontrol restart on every server
  # none: leave the restart to you
  restart: services
  # parallel: 64         servers that work at once
  # localOnly: false     true keeps certificate and key out of LDAP
  # stepTimeout: 300     seconds that one step may take on one server
  # probeTimeout: 300    seconds until a port must serve the new certificate
  # keepBackups: 5       backups that stay on each server

# what gets the result of rollout, rollback and status, as JSON on standard input
# notify: [/usr/local/bin/tell-the-admins]
`

const servers: Readonly<Record<ExampleSize, string>> = {
  single: singleServer,
  three: threeServers,
  twelve: twelveServers,
}

/** A commented fleet.yaml, as \`certfleet init\` writes it. */
export function exampleOf(size: ExampleSize): string {
  return `${certificate}${keys}${servers[size]}${settings}`
}

/** Twelve servers behind a load balancer: what \`certfleet init\` writes unless told otherwise. */
export const exampleFleet: string = exampleOf("twelve")
