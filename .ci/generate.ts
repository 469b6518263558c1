import { readFileSync, writeFileSync } from "node:fs"
import { rulesMarkdown } from "../src/report/rulesMarkdown.js"

// Writes the pages that are made from the code; with --check only compares.
const page = "src/rules/RULES.md"
const wanted = rulesMarkdown()

if (!process.argv.includes("--check")) {
  writeFileSync(page, wanted)
  console.log(`${page} written`)
} else if (existing() === wanted) console.log(`${page} is what the rules say`)
else {
  console.error(`${page} is not what the rules say: npm run generate writes it`)
  process.exitCode = 1
}

function existing(): string | undefined {
  try {
    return readFileSync(page, "utf8")
  } catch {
    // Not there: differs.
    return undefined
  }
}
