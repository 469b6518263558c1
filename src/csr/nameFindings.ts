import { defineFinding } from "../finding.js"

const stage = "names"
type Name = { readonly name: string }
/** In fleet.yaml; what has none takes the flag. */
const ownCa = "profile: private (without fleet.yaml --profile private)"
const internal = (what: string) => `use a name under a domain that you own, or ${ownCa} ${what}`

/** Kinds of finding about names that a certificate shall carry. */
export const nameFindings = {
  syntax: defineFinding({
    code: "name-syntax",
    severity: "error",
    stage,
    message: ({ name, what }: Name & { what: string; fix: string }) => `${JSON.stringify(name)} ${what}`,
    hint: ({ fix }) => fix,
    citation: "RFC 1034 section 3.5",
  }),
  commonNameTooLong: defineFinding({
    code: "name-common-name-too-long",
    severity: "error",
    stage,
    message: ({ name, length }: Name & { length: number }) =>
      `the common name ${name} has ${length} characters, and 64 is the limit`,
    hint: () => "make a shorter name the common name, and this one an additional name",
    citation: "RFC 5280 appendix A.1",
  }),
  commonNameIp: defineFinding({
    code: "name-common-name-ip",
    severity: "error",
    stage,
    message: ({ name }: Name) =>
      `the common name ${name} is an IP address: DigiCert wants a domain name there`,
    hint: () => "make a host name the common name, and the address an additional name",
  }),
  singleLabel: defineFinding({
    code: "name-single-label",
    severity: "error",
    stage,
    message: ({ name }: Name) => `${name} has no domain: no public CA signs it`,
    hint: () => internal("for your own CA"),
    citation: "BR 7.1.2.7.12",
  }),
  internal: defineFinding({
    code: "name-internal",
    severity: "error",
    stage,
    message: ({ name, tld }: Name & { tld: string }) =>
      `${name} is an internal name (.${tld}): no public CA signs it`,
    hint: () => internal("for your own CA"),
    citation: "BR 7.1.2.7.12",
  }),
  unknownTld: defineFinding({
    code: "name-unknown-tld",
    severity: "error",
    stage,
    message: ({ name, tld }: Name & { tld: string }) => `${name}: there is no top-level domain .${tld}`,
    hint: () => `check the spelling; ${internal("for your own CA")}`,
    citation: "BR 7.1.2.7.12",
  }),
  arpa: defineFinding({
    code: "name-arpa",
    severity: "error",
    stage,
    message: ({ name }: Name) => `${name} is under .arpa, which no public CA signs since 2026-03-15`,
    hint: () => "use the host's own name",
    citation: "BR 7.1.2.7.12",
  }),
  reservedIp: defineFinding({
    code: "name-reserved-ip",
    severity: "error",
    stage,
    message: ({ name, purpose }: Name & { purpose: string }) =>
      `${name} is a reserved address (${purpose}): no public CA signs it`,
    hint: () => `use a host name, or ${ownCa} for your own CA`,
    citation: "BR 4.2.2",
  }),
  underscore: defineFinding({
    code: "name-underscore",
    severity: "error",
    stage,
    message: ({ name }: Name) => `${name} has an underscore: no public CA signs it`,
    hint: () => "rename the host with a hyphen, or give it an alias without underscore",
    citation: "BR 7.1.2.7.12",
  }),
  reservedHyphens: defineFinding({
    code: "name-reserved-hyphens",
    severity: "error",
    stage,
    message: ({ name, label }: Name & { label: string }) =>
      `${name}: ${label} has hyphens in third and fourth place, which only xn-- may have`,
    hint: () => "use another name",
    citation: "RFC 5890 section 2.3.1",
  }),
  publicSuffix: defineFinding({
    code: "name-public-suffix-wildcard",
    severity: "error",
    stage,
    message: ({ name, suffix }: Name & { suffix: string }) =>
      `${name} would be valid for everybody under ${suffix}: no CA signs it`,
    hint: () => "put your own domain behind the *",
    citation: "BR 3.2.2.6",
  }),
  coveredByWildcard: defineFinding({
    code: "name-covered-by-wildcard",
    severity: "notice",
    stage,
    message: ({ name, by }: Name & { by: string }) => `${name} is covered by ${by} anyway`,
    hint: () => "leave it out where the CA charges for each name; keeping it does no harm",
  }),
  tooMany: defineFinding({
    code: "name-too-many",
    severity: "warning",
    stage,
    message: ({ count, limit }: { count: number; limit: number }) =>
      `${count} names: DigiCert takes ${limit} in one certificate`,
    hint: () => "ask the CA, leave out what nobody uses, or use a wildcard",
  }),
}
