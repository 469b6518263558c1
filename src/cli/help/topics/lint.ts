import type { Section } from "../section.js"

export const sections: readonly Section[] = [
  {
    title: "What is looked at",
    text: `
Certificates, chains, CSRs, private keys and fleet.yaml, by content and not by file name: in files, folders,
patterns, archives, on standard input and on ports. One that cannot be read is a finding, and not the end.

    certfleet lint
    certfleet lint certs/*.crt --expires-in 30d
    cat certs/mail.crt | certfleet lint -
    certfleet lint certs/mail.csr --as-of 2027-03-15

The last one judges by the rules that hold on that day.`,
  },
  {
    title: "Settings",
    text: `
certfleet-lint.yaml in the folder, or in one above up to the root of the repository. Files and patterns in it go
by its own folder; the command line counts more.

    profile: public
    failOn: warning
    expiresIn: 25%
    exclude: ["test/**"]
    paths:
      - { match: "internal/**", profile: private }
    waivers:
      - code: sct-count-too-low
        match: certs/legacy.pem
        reason: replaced with the new mail cluster
        until: "2027-01-31"

A waiver needs a reason and a last day; one that has ended is a finding. Profile private is for your own CA: it
leaves out what binds public CAs only. strict adds every duty.`,
  },
  {
    title: "What is known already",
    text: `
    certfleet lint --baseline known.json --update-baseline
    certfleet lint --baseline known.json

The first writes down what is found today, the second counts only what is new.`,
  },
  {
    title: "Reports",
    text: `
    certfleet lint --reporter-file sarif=lint.sarif --reporter-file junit=lint.xml
    certfleet lint --json > lint.json
    certfleet lint --html lint.html

text, json, sarif, junit, github, gitlab, html and summary. Under GitHub Actions annotations and the step's
summary come by themselves.`,
  },
  {
    title: "Codes",
    text: `
    certfleet explain expires-soon
    certfleet rules --scope csr
    certfleet lint --ignore sct-count-too-low,expires-soon

The exit code is 1 where findings reach --fail-on (error unless given), 3 where something could not be looked
at.`,
  },
]
