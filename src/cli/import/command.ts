import type { Declaration } from "../declaration.js"
import { collect } from "../options/collect.js"
import { domainAbout, fleetNamesAbout } from "../options/fleet.js"
import { addJudgeOptions } from "../options/judge.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { ImportOptions } from "./options.js"

export const declareImport: Declaration = (command, { action }) => {
  command
    .argument(
      "<files...>",
      "what the CA delivered, in any order: PEM, DER, p7b, p12, zip, a folder, - for standard input",
    )
    .option(
      "-k, --key-file <file>",
      "the private key that was made with the CSR; a PKCS #12 file brings its own",
    )
    .option("--csr <file>", "the CSR of the order; commercial.csr beside the key where there is one")
    .option("-f, --fleet <file>", fleetNamesAbout)
    .option("--domain <domain>", domainAbout)
    .option("--no-fleet", "do not look at fleet.yaml")
    .option("-o, --out <folder>", "the folder to make, or an empty one")
    .option("--crl <file>", "a revocation list to consult; repeat it for more", collect, [])
    .option("--ocsp <file>", "an OCSP response to consult; repeat it for more", collect, [])
    .option("--against <place>", "compare with the certificate in use: HOST:PORT or a file")
    .option("--allow-removed <name>", "a name that may disappear; repeat it for more", collect, [])
    .option("--json", "print JSON")
  addJudgeOptions(command)
  addPassphraseOptions(command, "of the key or the PKCS #12 file")
    .addHelpText(
      "after",
      `
Finds the certificate by its key, puts the chain in order, adds the root where the CA left it out, checks
dates, names and signatures, then writes commercial.key, commercial.crt and commercial_ca.crt into
certificates/COMMON-NAME/DATE-FINGERPRINT/. When anything is wrong nothing is written. An encrypted key
stays encrypted. A commercial.csr beside the key is compared with what the CA made of it.

Examples:
  certfleet import delivered/*.crt --key-file certificates/mail.example.edu/request-2026-05-01T09-30-00Z/commercial.key
  certfleet import mail_example_edu.zip --key-file new/commercial.key
  certfleet import everything.p12 --passphrase
  certfleet import mail.txt --key-file new/commercial.key --trust our-root.pem`,
    )
    .action(
      action(async (io, files: string[], options: ImportOptions) => {
        const { importFiles } = await import("./action.js")
        return importFiles(io, files, options)
      }),
    )
}
