/** Places that the scaffold of a rule leaves to its author. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Stands at the beginning of each such place, in a text or in a comment. */
export const mark = "FILL IN"

const folders = ["src/rules", "certs-fixtures/rules"] as const

/** Every place that is still to be filled in below a checkout: `src/rules/names/x.ts:7: what is wanted`. */
export function placeholders(root: string): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .flatMap((name) => inFile(root, `${folder}/${name}`)),
  )
}

function inFile(root: string, file: string): string[] {
  return readFileSync(join(root, file), "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const [, wanted] = line.split(mark)
      return wanted === undefined ? [] : [`${file}:${index + 1}: ${wanted.replace(/^: |".*$/g, "")}`]
    })
}
