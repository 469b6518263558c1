import type { Section } from "../section.js"

export const sections: readonly Section[] = [
  {
    title: "What must be reachable",
    text: `
From the machine that certfleet runs on: the SSH port of each server, and nothing else. Ports that only the
servers reach (LDAP, LMTP, the admin console) are asked through those connections. order and renew also ask the CA
by HTTPS, and name servers.`,
  },
  {
    title: "The CA through a proxy",
    text: `
    certificate:
      commonName: mail.example.edu
      issuer:
        acme:
          directory: https://one.digicert.com/mpki/api/v1/acme/v2/directory
          proxy: { url: "http://proxy.example.edu:3128", user: certfleet, keyFile: proxy.password }

Where only an HTTP proxy leads out, it is named in fleet.yaml, or by HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT
and NO_PROXY as for curl (lower case counts first; ALL_PROXY is not read; no hook of order and renew inherits user
and password). The CA alone is asked by it, with TLS from end to end: neither servers, ports nor name servers.
Who is asked through which proxy says

    certfleet order --check`,
  },
  {
    title: "From where a port is looked at",
    text: `
    prove: auto
    servers:
      - { host: mbs01.example.edu, roles: [mailbox], prove: ssh }
      - { host: mx01.example.edu, roles: [mta], ports: { smtp: { prove: direct } } }

auto asks from here, and where that cannot reach the port, from its server: a channel of the SSH connection with
TLS or STARTTLS inside. direct asks from here alone, ssh from the servers alone. A port that has answered from
here once must go on doing so. Every result says from where it is, and at which address.

    certfleet probe --prove ssh
    certfleet probe --prove direct --limit mta

Where sshd allows no channels (AllowTcpForwarding no), openssl s_client is asked on the server.`,
  },
  {
    title: "Other addresses",
    text: `
    servers:
      - { host: mbs01.example.edu, roles: [mailbox], address: 192.0.2.11, sshPort: 2222 }

address is where to connect where the host name leads elsewhere, such as to the load balancer. For one look,
--connect does the same:

    certfleet probe --connect 192.0.2.11 mail.example.edu:443

In a split domain the same name leads to two places. Which, and whether every name of the certificate is known
on both sides, says

    certfleet status --no-ssh --resolver inside=192.0.2.53,outside=198.51.100.53`,
  },
  {
    title: "Jump hosts",
    text: `
Jump hosts and their keys come from ~/.ssh/config (ProxyJump, ProxyCommand). One connection is made to each, in
which all servers behind it are reached. What ssh HOST reaches, certfleet reaches; ssh -G HOST shows what it
goes by.`,
  },
  {
    title: "Load balancers",
    text: `
With --rolling a rollout takes no farm below its minimum, and waits for the balancer's own probes, as farms in
fleet.yaml describes them, before the next member; they are asked from here, and where they never answered from
here, from the server.

    certfleet rollout --rolling --dry-run

The names of a farm are asked, too: status names what the virtual address serves. --no-farms leaves that out
where it cannot be reached from here.

    certfleet status --no-farms`,
  },
]
