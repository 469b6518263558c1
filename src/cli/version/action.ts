import { type ExitCode, exitCodes } from "../../errors.js"
import { type Versions, versionsHere } from "../../local/versions.js"
import { documentText } from "../../report/jsonText.js"
import { printableLines } from "../../report/printable.js"
import type { Io } from "../io.js"

/** `certfleet version`: what a report of a defect has to name. */
export async function version(io: Io, options: { json?: boolean }): Promise<ExitCode> {
  const versions = await versionsHere()
  io.stdout.write(options.json === true ? documentText(versions) : printableLines(versionsText(versions)))
  return exitCodes.ok
}

function versionsText({ certfleet, node, openssl, platform, arch, dependencies }: Versions): string {
  const rows = [
    ["certfleet", certfleet],
    ["Node.js", node],
    ["OpenSSL", openssl],
    ["platform", `${platform} ${arch}`],
    ...Object.entries(dependencies).map(([name, found]) => [name, found ?? "not installed"]),
  ]
  const width = Math.max(...rows.map(([name = ""]) => name.length))
  return rows.map(([name = "", value]) => `${name.padEnd(width)}  ${value}\n`).join("")
}
