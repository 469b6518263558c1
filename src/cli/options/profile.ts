import { profileNames } from "../../assess/question.js"
import { ToolError } from "../../errors.js"
import type { ProfileName } from "../../path/profile.js"

/** What --profile names; undefined where it is not given. */
export function profileNamed(text: string | undefined): ProfileName | undefined {
  if (text === undefined) return undefined
  const profile = profileNames.find((name) => name === text)
  if (profile !== undefined) return profile
  throw new ToolError("usage", `--profile ${text} is unknown`, { hint: profileNames.join(", ") })
}
