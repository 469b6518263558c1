import { readFileSync, writeFileSync } from "node:fs"
import { rulesMarkdown } from "../src/report/rulesMarkdown.js"
import { manPages } from "./man/pages.js"
import { pageAssets } from "./pageAssets.js"

// Writes what is made from other files; with --check only compares.
const made = [
  { file: "src/rules/RULES.md", from: "the rules", text: rulesMarkdown() },
  { file: "src/report/page/assets.ts", from: "browser/ and style/ beside it", text: await pageAssets() },
  { file: "package.json", from: "the commands, whose manual pages it lists", text: packageWithPages() },
]

for (const { file, from, text } of made)
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text)
    console.log(`${file} written`)
  } else if (existing(file) === text) console.log(`${file} is what comes of ${from}`)
  else {
    console.error(`${file} is not what comes of ${from}: npm run generate writes it`)
    process.exitCode = 1
  }

function existing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    // Not there: differs.
    return undefined
  }
}

/** npm puts the pages it finds under `man` where man looks for them; it takes no folder and no pattern at an install. */
function packageWithPages(): string {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { man?: unknown }
  manifest.man = Object.keys(manPages())
    .sort()
    .map((name) => `./dist/man/${name}`)
  return `${JSON.stringify(manifest, null, 2)}\n`
}
