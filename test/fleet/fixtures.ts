import { readFileSync } from "node:fs"
import { join } from "node:path"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"

export const fleetsFolder = join(import.meta.dirname, "../../certs-fixtures/fleets")

/** The checked fleet of a text; the test fails when anything is wrong with it. */
export function fleetOf(text: string): Fleet {
  const { fleet, findings } = loadFleet(text, "fleet.yaml")
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("; "))
  return fleet
}

export function exampleFleet(name = "example"): Fleet {
  return fleetOf(readFileSync(join(fleetsFolder, `${name}.yaml`), "utf8"))
}
