import { readdirSync, readFileSync } from "node:fs"
import { build, transform } from "esbuild"

const room = "src/report/page"
/** In the order in which they override each other. */
const styles = ["colours", "page", "tables", "charts", "narrow", "print"]
const browsers = ["chrome110", "firefox115", "safari16.4"]

/** The style and script that every page carries, as one module: a page is written without reading files. */
export async function pageAssets(): Promise<string> {
  const sheets = readdirSync(`${room}/style`).map((name) => name.replace(/\.css$/, ""))
  if (sheets.sort().join() !== [...styles].sort().join())
    throw new Error(`${room}/style has ${sheets.join()}`)
  const css = styles.map((name) => readFileSync(`${room}/style/${name}.css`, "utf8")).join("\n")
  const style = await transform(css, { loader: "css", minify: true, target: browsers })
  const script = await build({
    entryPoints: [`${room}/browser/main.ts`],
    bundle: true,
    format: "iife",
    minify: true,
    target: browsers,
    charset: "utf8",
    write: false,
    logLevel: "warning",
  })
  const [file] = script.outputFiles
  const lines = [
    "// Made by npm run generate from browser/ and style/.",
    "",
    `export const style = ${JSON.stringify(style.code.trim())}`,
    "",
    `export const script = ${JSON.stringify(file?.text.trim())}`,
  ]
  return `${lines.join("\n")}\n`
}
