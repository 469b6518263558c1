import type { Declaration } from "../declaration.js"
import { collect } from "../options/collect.js"
import { domainAbout } from "../options/fleet.js"
import { addPassphraseOptions } from "../options/passphrase.js"
import type { CsrOptions } from "./options.js"

export const declareCsr: Declaration = (command, { action }) => {
  command
    .option(
      "-f, --fleet <file>",
      "the fleet (default: fleet.yaml, here or in a folder above, unless --cn is given)",
    )
    .option("--domain <domain>", domainAbout)
    .option("--cn <name>", "common name, for a certificate without a fleet file")
    .option("--san <name>", "another name or IP address; repeat it for more", collect, [])
    .option("--subject <text>", 'such as "O=Example University, L=Springfield, ST=Illinois, C=US"')
    .option("--key <kind>", "rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384 (default: rsa-2048)")
    .option("-k, --key-file <file>", "the private key, where there is one already: none is made")
    .option("--next", "make the key after this one early, to publish its TLSA records (see certfleet tlsa)")
    .option("--profile <name>", "public or private CA (default: public)")
    .option("-o, --out <folder>", "where to write commercial.key and commercial.csr")
    .option("--json", "print JSON")
  addPassphraseOptions(command, "that encrypts the key")
    .addHelpText(
      "after",
      `
The common name is always among the alternative names too. A name that the profile refuses stops
everything before anything is written. The key is made here, readable by you alone, and never
overwritten. Without --out both files go to certificates/COMMON-NAME/request-DATE/; with --next to
certificates/COMMON-NAME/next/, where no order takes it by itself.

Examples:
  certfleet csr                                       names and subject from fleet.yaml
  certfleet csr --passphrase                          the same, with an encrypted key
  certfleet csr --cn mail.example.edu --san imap.example.edu --san smtp.example.edu --out new`,
    )
    .action(
      action(async (io, options: CsrOptions) => {
        const { csr } = await import("./action.js")
        return csr(io, options)
      }),
    )
}
