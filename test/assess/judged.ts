import { assess } from "../../src/assess/assess.js"
import { certificateSubject } from "../../src/assess/certificateNames.js"
import type { ProfileName } from "../../src/path/profile.js"
import { at, ca, type EdgeSpec, leaf } from "../path/graph.js"

const root = ca("root>root")
const store = { name: "the roots of this test", anchors: [root], retired: new Map() }

/** The codes of the judge's errors to a leaf below an intermediate below a trusted root. */
export function errorsOf(
  profile: ProfileName,
  leafSpec: EdgeSpec,
  subSpec: EdgeSpec = {},
): readonly string[] {
  const one = leaf("sub>leaf", { keyLabel: "leaf", ...leafSpec })
  const sent = [one, ca("root>sub", subSpec), root]
  const { findings } = assess({ leaf: one, sent }, { at, profile, store, ownRoot: false }, certificateSubject)
  return findings.filter(({ severity }) => severity === "error").map(({ code }) => code)
}
