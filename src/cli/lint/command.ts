import type { Declaration } from "../declaration.js"
import { collect } from "../options/collect.js"
import { addJudgeOptions } from "../options/judge.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { LintOptions } from "./options.js"

const codes = (value: string, earlier: readonly string[]): readonly string[] => [
  ...earlier,
  ...value.split(",").map((code) => code.trim()),
]

export const declareLint: Declaration = (command, { action }) => {
  command
    .argument("[inputs...]", "files, folders, patterns, -, HOST:PORT, fleet.yaml; this folder unless given")
    .option(
      "-c, --config <file>",
      "settings, waivers and paths (default: certfleet-lint.yaml, here or in a folder above)",
    )
    .option("--no-config", "do not look at certfleet-lint.yaml")
    .option("-f, --fleet <file>", "check that certificates and CSRs for this fleet cover its names")
    .option("--expires-in <limit>", "warn when less is left: days or a share of the lifetime, 30d or 25%")
    .option("--as-of <day>", "judge as if issued on this day, e.g. 2027-03-15")
    .option("--select <codes>", "only these codes; repeat it or separate by commas", codes, [])
    .option("--ignore <codes>", "never these codes", codes, [])
    .option("--exclude <pattern>", "leave out files in folders; repeat it for more", collect, [])
    .option("--fail-on <severity>", "error, warning or notice: exit 1 from there on (default: error)")
    .option("--baseline <file>", "findings in this file are known and do not count")
    .option("--update-baseline", "write what is found now to the baseline")
    .option("--blocklist <file>", "SHA-256 of compromised public keys, one a line; repeat it", collect, [])
    .option("--connect <address>", "ask there, instead of where the names of HOST:PORT lead")
    .option("--timeout <seconds>", "time limit of each HOST:PORT", "10")
    .option(
      "--reporter <name>",
      "text, json, sarif, junit, github, gitlab, html or summary; repeat it",
      collect,
      [],
    )
    .option("--reporter-file <name=file>", "write that report to a file; repeat it for more", collect, [])
    .option("--html <file>", "the same as --reporter-file html=FILE: a page for people")
    .option("--json", "the same as --reporter json")
  addJudgeOptions(command)
  addPassphraseOptions(command, "of keys and PKCS #12 files")
    .addHelpText(
      "after",
      `
Results go to stdout, everything else to stderr. Under GitHub Actions annotations and the step summary come by themselves.
certfleet rules lists the rules, certfleet explain CODE says why one matters.

Examples:
  certfleet lint                                          everything in this folder
  certfleet lint certs/ --expires-in 30d --fail-on warning
  certfleet lint commercial.csr --as-of 2027-03-15        what will break then?
  certfleet lint mail.example.edu:443 smtp://mx01.example.edu
  certfleet lint --reporter-file sarif=lint.sarif --reporter-file junit=lint.xml`,
    )
    .action(
      action(async (io, inputs: string[], options: LintOptions) => {
        const { lint } = await import("./action.js")
        return lint(io, inputs, options)
      }),
    )
}
