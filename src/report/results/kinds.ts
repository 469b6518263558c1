/** What is written to files, and what an earlier one looks like: it may be written anew, every night. */

interface Kind {
  /** For a sentence: "holds something else than …". */
  readonly what: string
  /** The beginning of a file, or a line in it, that only such a result has. */
  readonly earlier: RegExp
  /** For people, who may have added to it: any text may be one. */
  readonly free?: true
}

const kinds = {
  html: { what: "an earlier page", earlier: /^\s*<!doctype html/i },
  json: {
    what: "an earlier JSON report",
    // A baseline goes on with its findings; the second form is that of `jq -S`.
    earlier: /^\s*\{(?:\s*"version": ?1,(?!\s*"findings")|\s*"(?!version")[\s\S]*\n {2}"version": 1\b)/,
  },
  sarif: { what: "an earlier SARIF report", earlier: /^\s*\{[\s\S]*"runs"\s*:\s*\[/ },
  junit: { what: "an earlier JUnit report", earlier: /^\s*(?:<\?xml[^>]*\?>\s*)?<testsuites?\b/ },
  gitlab: { what: "an earlier report for GitLab", earlier: /^\s*\[\s*(?:\]|\{[\s\S]*"fingerprint")/ },
  github: { what: "earlier annotations", earlier: /^::(?:error|warning|notice) / },
  prometheus: { what: "earlier metrics", earlier: /^(?:# (?:HELP|TYPE) )?certfleet_/m },
  ical: { what: "an earlier calendar", earlier: /^BEGIN:VCALENDAR/ },
  nagios: { what: "an earlier line of a plugin", earlier: /^CERTFLEET / },
  baseline: { what: "an earlier baseline", earlier: /^\s*\{\s*"version"\s*:\s*1,\s*"findings"\s*:\s*\[/ },
  events: { what: "earlier events", earlier: /^\{"seq":\d+,"time":/ },
  markdown: { what: "an earlier report", earlier: /^# Certificate of /, free: true },
  summary: { what: "an earlier summary", earlier: /^### certfleet lint/, free: true },
  text: {
    what: "an earlier report",
    earlier:
      /^(?:server +verdict|Certificate of .*\nRollout |nothing (?:wrong with|to check)|\d+ (?:error|warning|notice)s?\b.*$)/m,
    free: true,
  },
} as const satisfies Readonly<Record<string, Kind>>

export type ResultKind = keyof typeof kinds

export function isResultKind(word: string): word is ResultKind {
  return Object.hasOwn(kinds, word)
}

export function kindOf(name: ResultKind): Kind {
  return kinds[name]
}
