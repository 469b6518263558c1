/** What findings mean that no rule makes; rules carry their own documentation. */
export const documentation: Readonly<Record<string, { readonly what: string; readonly why?: string }>> = {
  "input-empty": {
    what: "A file that was named, or is called like a certificate, holds nothing; the exit code of lint is 3.",
    why: "A full disk, a failed download or a mail program leaves such files, and a service that reads them does not start.",
  },
  "input-without-content": {
    what: "A file that was named, or is called like a certificate, holds no certificate, request or key, and is no fleet.yaml; the exit code is 3.",
    why: "Otherwise a wrong file name would lint clean for ever.",
  },
  "input-unreadable": {
    what: "A file could not be read, so that nothing in it was checked; the exit code is 3.",
  },
  "endpoint-unobserved": {
    what: "A port showed no certificate, so that nothing was checked; the exit code is 3.",
  },
  "pem-broken": {
    what: "A PEM block is cut off, or its content is no base64.",
    why: "Some programs skip it without a word, others refuse the whole file.",
  },
  "pem-layout": {
    what: "A PEM file is UTF-16, a block is on one line, or the END of one block and the BEGIN of the next share a line.",
    why: "OpenSSL finds nothing there, and a service that loads the file does not start. certfleet reads it all the same.",
  },
  "certificate-unreadable": {
    what: "Something labelled as a certificate is none by its DER encoding.",
    why: "Strict clients refuse it, whatever lenient ones do.",
  },
  "request-unreadable": {
    what: "Something labelled as a certificate request is none by its DER encoding.",
    why: "The CA refuses it.",
  },
  "request-signature-invalid": {
    what: "The signature of a CSR does not fit the key in it, or cannot be checked.",
    why: "The signature proves that whoever asks has the private key: the CA refuses the CSR without it.",
  },
  "private-key-unreadable": {
    what: "A private key is damaged, or in a form that is not read here; the message says which.",
    why: "A service with a damaged key does not start.",
  },
  "private-key-not-checked": {
    what: "A private key is encrypted, and no passphrase was given.",
    why: "Whether it belongs to a certificate or is weak remains unknown.",
  },
  "private-key-passphrase-wrong": {
    what: "A private key is encrypted, and the passphrase that was given does not open it; the exit code is 3.",
    why: "Whoever gives a passphrase wants the key looked at, and it was not.",
  },
  "container-unreadable": {
    what: "An archive, a compressed file, or a PKCS #7, PKCS #12 or Java key store cannot be opened.",
  },
  "container-not-checked": {
    what: "A PKCS #12 file is encrypted, and no passphrase was given; the exit code is 3.",
  },
  "container-passphrase-wrong": {
    what: "A PKCS #12 file is encrypted, and the passphrase that was given does not open it; the exit code is 3.",
  },
  "java-key-not-checked": {
    what: "A Java key store holds a private key, which only Java decrypts: its certificates were checked, the key was not.",
  },
  "waiver-expired": {
    what: "The last day of a waiver is over: what it excused counts again.",
    why: "A waiver is a promise to mend something until a day.",
  },
  "waiver-unused": {
    what: "A waiver excuses nothing that was found.",
    why: "Left in place it would excuse the same fault when it comes back.",
  },
  "config-syntax": { what: "certfleet-lint.yaml is no YAML." },
  "config-unknown-key": {
    what: "certfleet-lint.yaml has a key that does not exist in this place.",
    why: "Most are misspelt: a setting that somebody relies on would be ignored.",
  },
  "config-missing-key": { what: "A key that must be there is missing in certfleet-lint.yaml." },
  "config-invalid-value": {
    what: "A value in certfleet-lint.yaml has the wrong type or form, or is none of those allowed; codes and days must exist.",
  },
  "fleet-syntax": { what: "fleet.yaml is no YAML." },
  "fleet-unknown-key": {
    what: "fleet.yaml has a key that does not exist in this place.",
    why: "Most are misspelt: a setting that somebody relies on would be ignored.",
  },
  "fleet-missing-key": { what: "fleet.yaml lacks a key that must be there." },
  "fleet-invalid-value": {
    what: "A value in fleet.yaml has the wrong type or form, or is none of those allowed.",
  },
  "fleet-duplicate": { what: "A server, farm or name is twice in fleet.yaml, where it may be once." },
  "fleet-unknown-member": {
    what: "A farm has a member that is no server of the fleet.",
    why: "It would get no certificate, and the balancer would send users to it.",
  },
  "fleet-ldap-master": {
    what: "With several LDAP servers, not exactly one is marked as the master.",
    why: "The order of restarts and the undo depend on it.",
  },
  "fleet-farm-minimum": {
    what: "A farm wants more members up than it has.",
    why: "It could never be well. A minimum of all its members is allowed: only --rolling, which needs one of them to leave, refuses it.",
  },
  "fleet-port-without-role": {
    what: "A server has a port for a service that none of its roles provides.",
    why: "The proof after a rollout would wait for a port that nobody serves.",
  },
  "fleet-port-ambiguous": {
    what: "A server has a port for a service that two of its roles serve, such as https on a mailbox and proxy in one.",
    why: "Each of the two listens on a port of its own: the file has to say which one is meant, by role.",
  },
  "fleet-status-without-http": { what: "expectStatus is set for a probe that does not speak HTTP." },
  "fleet-hook-servers": {
    what: "A hook of fleet.yaml is for something that is no server, role, farm or pattern of its servers.",
    why: "It would run for nobody, and nobody would notice that a server was not taken out of its farm.",
  },
  "fleet-hook-undo": {
    what: "A hook that runs on the way back has an undo.",
    why: "Nothing takes a way back back: the command would never run.",
  },
  "fleet-domain-own-name": {
    what: "A domain of fleet.yaml has the common name of the fleet's own certificate among its names.",
    why: "The proxies would serve two certificates by one name, and which one a client gets is left to chance.",
  },
  "fleet-domain-unserved": {
    what: "A domain of fleet.yaml is to be served on a service that no proxy of the fleet serves.",
    why: "Its certificate would be proven nowhere.",
  },
  "fleet-no-certificate": { what: "No server of the fleet has a role that uses the certificate." },
  "name-syntax": {
    what: "A name for the certificate is no host name, wildcard or IP address.",
    why: "A CA refuses the CSR, or signs a name that no client ever matches.",
  },
  "name-common-name-too-long": { what: "The common name has more than 64 characters." },
  "name-common-name-ip": { what: "The common name is an IP address." },
  "name-single-label": {
    what: "A name has no domain behind it, such as mail.",
    why: "Anybody could own it in their own network: public CAs do not sign it.",
  },
  "name-internal": {
    what: "A name ends in a domain that exists in private networks only.",
    why: "Nobody can prove to own it: public CAs do not sign it.",
  },
  "name-unknown-tld": {
    what: "A name ends in a top-level domain that does not exist.",
    why: "It is misspelt or internal; public CAs do not sign it.",
  },
  "name-arpa": { what: "A name is under .arpa, which public CAs no longer sign." },
  "name-reserved-ip": {
    what: "An IP address is from a range that is not routed on the internet.",
    why: "Nobody can prove to own it: public CAs do not sign it.",
  },
  "name-underscore": { what: "A name has an underscore, which host names may not have." },
  "name-reserved-hyphens": {
    what: "A label has hyphens in third and fourth place and is no punycode.",
    why: "These places are reserved for encodings such as xn--.",
  },
  "name-public-suffix-wildcard": {
    what: "A wildcard stands directly under a suffix where anybody registers names.",
    why: "It would be valid for everybody's servers there.",
  },
  "name-too-many": { what: "There are more names than the CA takes in one certificate." },
  "rule-crashed": {
    what: "A rule of certfleet failed on this input; all others were checked, and the exit code is 3.",
    why: "What could not be checked is never a silent pass.",
  },
}
