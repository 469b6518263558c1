import { existsSync, readdirSync, readFileSync } from "node:fs"

/**
 * The licences of every package that is installed with certfleet, as Markdown: what package-lock.json lists for users, with the
 * licence's own text where the package brings one.
 */
export function notices(root) {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"))
  const installed = Object.entries(packages).filter(([path, { dev }]) => path !== "" && dev !== true)
  return [
    "# Third-party notices",
    "",
    "None of this code is in certfleet's own package: npm installs it beside.",
    ...installed.map(([path, { version }]) => notice(`${root}${path}`, nameOf(path), version)),
    "",
  ].join("\n")
}

function nameOf(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)
}

function notice(folder, name, version) {
  const manifest = existsSync(`${folder}/package.json`)
    ? JSON.parse(readFileSync(`${folder}/package.json`, "utf8"))
    : {}
  const licence =
    manifest.license ?? manifest.licenses?.map(({ type }) => type).join(" or ") ?? "see its package"
  const file = existsSync(folder) ? readdirSync(folder).find((one) => /^licen[cs]e/i.test(one)) : undefined
  const text =
    file === undefined ? [] : ["", "```text", readFileSync(`${folder}/${file}`, "utf8").trim(), "```"]
  return ["", `## ${name} ${version}: ${licence}`, ...text].join("\n")
}
