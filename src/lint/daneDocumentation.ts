/** What findings mean that come of TLSA records. */
export const daneDocumentation: Readonly<Record<string, { readonly what: string; readonly why?: string }>> = {
  "dane-no-match": {
    what: "The TLSA records of a mail exchanger are secure (DNSSEC), and none of them matches the key that is to be rolled out.",
    why: "Mail servers that go by DANE defer all mail to an exchanger whose key no record matches, until one does.",
  },
  "dane-unverified-mismatch": {
    what: "There are TLSA records and none matches the key, but no resolver that fleet.yaml trusts says whether they are secure.",
    why: "If the zone is signed, mail servers that go by DANE defer all mail.",
  },
  "dane-unusable": {
    what: "The TLSA records of a mail exchanger are secure, and of kinds that mail servers leave out (usage 0 or 1, unknown numbers).",
    why: "Mail comes, encrypted, but nothing proves the server: the records do not do what somebody meant them to.",
  },
  "dane-unchecked": {
    what: "MX or TLSA records could not be looked up.",
    why: "What could not be checked is not taken for good; senders that meet the same defer their mail.",
  },
}
