import type { Declaration } from "../declaration.js"
import { collect } from "../options/collect.js"
import { domainAbout, fleetNamesAbout } from "../options/fleet.js"
import { addJudgeOptions } from "../options/judge.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { CheckOptions } from "./options.js"

export const declareCheck: Declaration = (command, { action }) => {
  command
    .argument("<files...>", "PEM, DER, p7b, p12, zip, a folder, - for standard input; in any order")
    .option("-k, --key-file <file>", "the private key: finds the certificate that belongs to it")
    .option("--csr <file>", "the CSR of the order: were all its names granted?")
    .option("-f, --fleet <file>", fleetNamesAbout)
    .option("--domain <domain>", domainAbout)
    .option("--no-fleet", "do not look at fleet.yaml")
    .option("--crl <file>", "a revocation list to consult; repeat it for more", collect, [])
    .option("--ocsp <file>", "an OCSP response to consult; repeat it for more", collect, [])
    .option("--against <place>", "compare with the certificate in use: HOST:PORT or a file")
    .option("--allow-removed <name>", "a name that may disappear; repeat it for more", collect, [])
    .option("--fail-on <severity>", "error, warning or notice: exit 1 from there on", "error")
    .option("--html <file>", "write a page for people: one file, to open from disk or to send")
    .option("--json", "print JSON")
  addJudgeOptions(command)
  addPassphraseOptions(command, "of the key or the PKCS #12 file")
    .addHelpText(
      "after",
      `
Nothing is written. Without a key every server certificate among the files is checked.
A file that holds the whole chain is also judged as Zimbra would (openssl verify -CAfile).

Examples:
  certfleet check mail_example_edu.zip
  certfleet check delivered/ --key-file new/commercial.key --against mail.example.edu:443
  certfleet check bundle.p7b --json`,
    )
    .action(
      action(async (io, files: string[], options: CheckOptions) => {
        const { check } = await import("./action.js")
        return check(io, files, options)
      }),
    )
}
