/** What findings mean that come up outside of lint: about deliveries, orders, comparisons and ports. */
export const deliveryDocumentation: Readonly<
  Record<string, { readonly what: string; readonly why?: string }>
> = {
  "bundle-no-certificate": { what: "A file of the delivery holds no certificate." },
  "bundle-no-server-certificate": {
    what: "The delivery holds certificates of CAs only.",
    why: "CAs send the chain apart: the server's own certificate is in another file or mail.",
  },
  "bundle-key-kind": {
    what: "The key is of a kind that Zimbra or public CAs do not take.",
    why: "zmcertmgr refuses it before it deploys anything.",
  },
  "bundle-requested-name-dropped": {
    what: "The CSR asked for a name that the certificate does not have.",
    why: "Whoever uses that name is warned from the rollout on.",
  },
  "bundle-request-other-key": {
    what: "The CSR that was named is of another key than the order's.",
    why: "It says nothing of what was asked for here: names that the CA left out would not be noticed.",
  },
  "bundle-request-unreadable": {
    what: "The commercial.csr beside the key cannot be read.",
    why: "Names that the CA left out would not be noticed.",
  },
  "bundle-request-not-compared": {
    what: "The commercial.csr beside the key is of another key, as where a key was replaced: nothing is compared with it.",
  },
  "bundle-key-in-delivery": {
    what: "The delivery holds a private key.",
    why: "A key that came by mail or download may be known to others.",
  },
  "bundle-several-leaves": {
    what: "Several certificates of this key were delivered; the newest that is in order is taken, else the newest that is valid.",
  },
  "bundle-passed-over": {
    what: "A certificate of this key was delivered and not taken, as something is wrong with it; another one is in order.",
    why: "It may be the renewal, and the one that was taken last year's.",
  },
  "bundle-ec-key": { what: "The key is ECDSA, which older releases of Zimbra refuse." },
  "bundle-name-unasked": { what: "The certificate has names that nobody asked for." },
  "bundle-duplicate": { what: "A certificate was delivered twice." },
  "bundle-unrelated": {
    what: "A certificate of the delivery does not belong to the chain, and is left out.",
  },
  "bundle-root-added": {
    what: "The delivery has no root; it is added from the trust store.",
    why: "zmcertmgr wants the whole chain in one file.",
  },
  "bundle-root-replaced": {
    what: "The delivered root is one that browsers dropped; another one takes its place.",
  },
  "bundle-expired-path-avoided": {
    what: "A certificate that has expired was delivered, and another way taken.",
  },
  "bundle-other-path": {
    what: "A second certificate of the same CA leads to another root, and is left out.",
  },
  "bundle-reordered": {
    what: "The certificates of a file are in the wrong order; they are written in order.",
  },
  "bundle-chain-with-leaf": {
    what: "A file holds certificate and chain; they are written apart, as Zimbra wants them.",
  },
  "bundle-misleading-file-name": {
    what: "A file holds something else than its name says; the content counts.",
  },
  "bundle-line-endings": { what: "A file has Windows line endings; plain ones are written." },
  "bundle-text-around": { what: "A file has text beside its certificates; it is left out." },
  "bundle-java-key": {
    what: "A Java key store was delivered: its certificates are read, its private key is not.",
  },
  "bundle-revocation-list": { what: "A revocation list was delivered; --crl judges by it." },
  "bundle-pem-layout": {
    what: "A file is written in a way that OpenSSL does not read; plain PEM is written.",
  },
  "compare-name-removed": {
    what: "The certificate in use is valid for a name that the new one lacks.",
    why: "Whoever uses that name is warned from the rollout on.",
  },
  "compare-name-removed-as-allowed": { what: "A name disappears that --allow-removed names." },
  "compare-names-added": { what: "The new certificate has names that the one in use lacks." },
  "compare-key-reused": {
    what: "The new certificate has the key of the one in use.",
    why: "A key that leaks takes every certificate with it that was ever made for it.",
  },
  "compare-same-certificate": { what: "The certificate in use is this one." },
  "compare-not-newer": { what: "The certificate in use lives longer than the new one." },
  "compare-issuer-changed": { what: "Another CA issued the new certificate." },
  "compare-root-changed": {
    what: "The new certificate hangs on another root.",
    why: "Clients with a root store of their own may not know it: printers, scanners, old phones.",
  },
  "csr-country": { what: "The country of the subject is no code of ISO 3166-1." },
  "csr-subject": { what: "A field of the subject is empty, too long or has control characters." },
  "served-other-certificate": {
    what: "A port serves another certificate than the expected one.",
    why: "It was deployed elsewhere only, or its service was not restarted.",
  },
  "served-certificates-differ": {
    what: "A port serves another certificate than most.",
    why: "One server of a farm with an old certificate is found by its users, one in twelve times.",
  },
  "discovered-server-missing": {
    what: "The running installation has a server that fleet.yaml lacks.",
    why: "It would keep its old certificate, and nobody would look at it.",
  },
  "discovered-server-unknown": {
    what: "fleet.yaml has a server that the running installation does not know.",
    why: "A rollout would wait for it, and its name would be in the certificate.",
  },
  "discovered-role-missing": {
    what: "A service is switched on at a server whose roles in fleet.yaml do not have it.",
    why: "It would not be restarted after a rollout, and go on with the old certificate.",
  },
  "discovered-role-unknown": {
    what: "A server has a role in fleet.yaml whose service is not switched on there.",
    why: "A rollout would restart it, and wait for ports that nobody serves.",
  },
  "discovered-port-differs": {
    what: "A service listens on another port than fleet.yaml says, or not at all.",
    why: "The proof after a rollout would look at the wrong port.",
  },
  "discovered-name-missing": {
    what: "Users are sent to a name that is none of those in fleet.yaml.",
    why: "The next certificate would not have it: everybody who comes by it gets a warning.",
  },
  "discovered-name-unsignable": {
    what: "Users are sent to a name that no CA of the fleet's kind signs.",
    why: "Everybody who comes by it gets a warning, whatever the certificate.",
  },
  "discovered-ldap-master": {
    what: "Another server is the LDAP master than fleet.yaml says.",
    why: "Restarts go by it, and so does the copy of certificate and key in LDAP.",
  },
  "discovered-incomplete": {
    what: "Something of the running installation could not be read; the exit code is 3.",
    why: "What was not compared may differ.",
  },
  "server-not-looked-at": {
    what: "Nobody could log in to a server, or the look at its files was cut short; the exit code is 3.",
  },
  "server-file-unread": {
    what: "A file, a Java store or LDAP's copy on a server could not be read; the exit code is 3.",
    why: "Whether it holds the certificate is not known, and a restart would show.",
  },
  "name-covered-by-wildcard": {
    what: "A wildcard of the same fleet covers a name that is asked for beside it.",
    why: "Some CAs charge for each name.",
  },
}
