/** What a running Zimbra and an inventory say: whatever it is, a draft of it is a fleet.yaml with nothing else in it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { ToolError } from "../../src/errors.js"
import { loadFleet } from "../../src/fleet/load.js"
import type { FleetDraft } from "../../src/status/discovery/draft.js"
import { draftOf } from "../../src/status/discovery/draftDiscovered.js"
import { draftOfInventory } from "../../src/status/discovery/draftInventory.js"
import { draftText } from "../../src/status/discovery/draftText.js"
import { readInventory } from "../../src/status/discovery/inventory.js"
import { discoveredOf, readDetails, readNames } from "../../src/status/discovery/read.js"
import { ldapUrlsIn } from "../../src/zimbra/serverSettings.js"
import type { Target } from "./targets.js"

/** From two levels below the root, as this file is also where it was bundled. */
function raw(name: string): string {
  return readFileSync(join(import.meta.dirname, "../../test/status/discovery/raw", name), "utf8")
}

/** Findings of a text that somebody else has written into. */
const broken = ["fleet-syntax", "fleet-unknown-key", "fleet-invalid-value"]

function check(draft: FleetDraft): void {
  const { findings } = loadFleet(draftText(draft), "fleet.yaml")
  // Where no server has a role there is none to write.
  if (draft.servers.every(({ roles }) => roles.length === 0)) return
  const found = findings.find(({ code }) => broken.includes(code))
  if (found !== undefined) throw new Error(`${found.message} in line ${found.at?.line}`)
}

const installation = { user: "zimbra", home: "/opt/zimbra" }
const parts = ["names.txt", "details.txt", "master.txt"].map((name) => Buffer.from(raw(name)))
const usualNames = readNames(raw("names.txt"))

function readSite(names: string, details: string, master: string): void {
  const known = readNames(names)
  const told = known ?? usualNames
  const read = told && readDetails(told, details)
  if (told === undefined || read === undefined) return
  const ldapMasters = ldapUrlsIn(master)
  const site = { source: "dir1.example.edu", installation, names: told, details: read, ldapMasters }
  check(
    draftOf(
      discoveredOf(site, () => undefined),
      "2026-11-27",
    ),
  )
}

export const discoveryTargets: readonly Target[] = [
  {
    name: "discovery",
    seeds: parts,
    run: (mutant) => {
      const text = Buffer.from(mutant).toString()
      const [names = "", details = "", master = ""] = parts.map(String)
      if (text.includes("# name")) readSite(names, text, master)
      else if (text.includes("ldap")) readSite(names, details, text)
      else readSite(text, details, master)
      return []
    },
  },
  {
    name: "inventory",
    seeds: [Buffer.from(raw("inventory.json"))],
    run: (mutant) => {
      try {
        check(draftOfInventory(readInventory(Buffer.from(mutant).toString(), "x"), "x", "2026-11-27"))
      } catch (error) {
        if (!(error instanceof ToolError)) throw error
      }
      return []
    },
  },
]
