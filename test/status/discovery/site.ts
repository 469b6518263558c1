import { readFileSync } from "node:fs"
import { join } from "node:path"
import { loadFleet } from "../../../src/fleet/load.js"
import type { Fleet } from "../../../src/fleet/types.js"
import type { ExecResult, RemoteCommand, Session } from "../../../src/remote/session.js"

export function raw(name: string): string {
  return readFileSync(join(import.meta.dirname, "raw", name), "utf8")
}

export interface Told {
  readonly names?: string
  readonly details?: string
  readonly master?: string
  readonly stderr?: string
  /** What the script that looks for Zimbra reports. */
  readonly found?: string
}

/** A host of the site of `raw/`: it answers with text that was written by hand. Remembers what it was asked. */
export function siteSession(
  told: Told = {},
): Pick<Session, "host" | "exec"> & { readonly asked: RemoteCommand[] } {
  const asked: RemoteCommand[] = []
  const answer = ({ name, stdin }: RemoteCommand): string => {
    if (name === "find-zimbra") return told.found ?? "@user zimbra\n@home /opt/zimbra\n@done 1\n"
    if (name === "zmlocalconfig") return told.master ?? raw("master.txt")
    const isFirst = Buffer.from(stdin as Uint8Array)
      .toString()
      .startsWith("gas\n")
    return isFirst ? (told.names ?? raw("names.txt")) : (told.details ?? raw("details.txt"))
  }
  return {
    asked,
    host: "dir1.example.edu",
    async exec(command): Promise<ExecResult> {
      asked.push(command)
      return { status: 0, signal: undefined, stdout: answer(command), stderr: told.stderr ?? "" }
    },
  }
}

/** The site's name servers have forgotten one of its servers. */
export const resolves = async (hosts: readonly string[]): Promise<boolean[]> =>
  hosts.map((host) => host !== "mx-old.example.edu")

export function fleetOf(text: string): Fleet {
  const { fleet, findings } = loadFleet(text, "fleet.yaml")
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("\n"))
  return fleet
}
