// Runs the built tool and its tarball on other versions of Node, whose binaries come from npm: node .ci/nodes.mjs
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** V8 does not tell these two apart, although what one compiles crashes the other. */
const patches = ["20.19.6", "20.20.2"]
const others = ["22.23.3", "24.21.0"]
const tooOld = "18.20.8"

const root = fileURLToPath(new URL("..", import.meta.url))
const fixture = (name) => join(root, "certs-fixtures", name)
const program = join(root, "bin/certfleet.js")
// The day on which the certificates of the fixtures are good.
const clock = "--import=data:text/javascript,Date.now=()=>Date.UTC(2026,4,1)"
const leaf = fixture("certs/leaf.pem")
const { version, man, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/** Without it, ssh2 does the same with Node's own crypto. */
const nativePart = 'require("ssh2/lib/protocol/crypto.js").bindingAvailable'

/** What an importer may write. */
const importer = `import { type Fleet, loadFleet, Secret, ToolError, type RolloutPlan } from "certfleet"
const { fleet } = loadFleet("", "fleet.yaml")
const known: Fleet | undefined = fleet
export const hosts = (plan: RolloutPlan): readonly string[] => plan.hosts.map(({ host }) => host)
export const secret: string = new Secret("text").toString()
if (known === undefined) throw new ToolError("config", "no fleet")
// @ts-expect-error: there is no such member
known.nothing
`

if (process.platform !== "linux") throw new Error("npm has plain binaries of Node for Linux only")
const folder = await mkdtemp(join(tmpdir(), "certfleet-nodes-"))
try {
  const nodes = await install([...patches, ...others, tooOld])
  await buildWithOneAndRunWithTheOther(nodes)
  for (const found of [...patches, ...others]) await runCommands(found, nodes.get(found))
  await runTooOld(nodes.get(tooOld))
  await runTarball([...patches, ...others].map((found) => [found, nodes.get(found)]))
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function install(versions) {
  const name = `node-linux-${process.arch}`
  const packages = versions.map((found) => `node-${found}@npm:${name}@${found}`)
  const place = await emptyFolder("nodes")
  await npm(["install", "--no-save", "--prefix", place, ...packages], place)
  return new Map(versions.map((found) => [found, join(place, `node_modules/node-${found}/bin/node`)]))
}

async function buildWithOneAndRunWithTheOther(nodes) {
  const [one, other] = patches
  const built = []
  for (const [builder, runner] of [
    [one, other],
    [other, one],
  ]) {
    await run(nodes.get(builder), [join(root, ".ci/build.mjs")])
    built.push(hashOf(join(root, "dist")))
    await lint(nodes.get(runner), program)
    console.log(`built with ${builder}, run with ${runner}: lint works`)
  }
  check(built[0] === built[1], "the two build the same", built.join(" and "))
}

async function runCommands(found, node) {
  const cwd = await emptyFolder(found)
  const home = join(cwd, "cache")
  const certfleet = (args, options) =>
    run(node, [clock, program, ...args], { cwd, env: { XDG_CACHE_HOME: home }, ...options })
  const fleet = ["--fleet", fixture("fleets/example.yaml")]
  const times = []
  const timed = async (name, work) => {
    const from = performance.now()
    await work()
    times.push(`${name} ${((performance.now() - from) / 1000).toFixed(1)} s`)
  }
  await timed("names", async () => {
    const { stdout } = await certfleet(["names", ...fleet])
    check(/^mail\.example\.edu +common name/m.test(stdout), "names lists the common name", stdout)
  })
  await timed("csr", async () => {
    await certfleet(["csr", ...fleet, "--out", "new"])
    check(existsSync(join(cwd, "new/commercial.csr")), "csr writes a CSR", readdirSync(cwd).join())
  })
  await timed("import", async () => {
    const key = fixture("keys/rfc9500-rsa2048.key")
    const trust = fixture("certs/root-g2.pem")
    const delivered = fixture("deliveries/as-it-should-be")
    await certfleet(["import", delivered, "--key-file", key, "--trust", trust, "--out", "imported"])
    check(existsSync(join(cwd, "imported/commercial_ca.crt")), "import writes a chain", "")
  })
  await timed("lint", () => lint(node, program))
  await timed("demo", async () => {
    const { stdout } = await run(node, [program, "demo"], { cwd, env: { XDG_CACHE_HOME: home } })
    check(
      stdout.includes("10 of 10 certificate-bearing servers done."),
      "the demo's servers are done",
      stdout,
    )
  })
  const caches = Number.parseInt(found, 10) >= 22
  check(existsSync(join(home, "certfleet/compiled")), "the cache folder is there", home)
  const kept = readdirSync(join(home, "certfleet/compiled")).length > 0
  check(kept === caches, `compiled code is ${caches ? "" : "not "}kept`, home)
  console.log(`Node ${found}: ${times.join(", ")}`)
}

async function lint(node, file) {
  const args = ["lint", "--no-config", "--profile", "private", leaf]
  const { stdout } = await run(node, [clock, file, ...args])
  check(stdout === "nothing wrong with 1 certificate\n", "lint reads a certificate", stdout)
}

async function runTooOld(node) {
  const { stdout, stderr } = await run(node, [program, "names"], { status: 2 })
  const error = `certfleet: error: Node.js 20.19 or later is needed, this is ${tooOld}\n`
  check(
    stdout === "" && stderr.startsWith(error) && stderr.split("\n").length === 3,
    "an old Node is told",
    stderr,
  )
  console.log(`Node ${tooOld}: ${stderr.split("\n")[0]}`)
}

async function runTarball(nodes) {
  const tarball = await pack()
  for (const scripts of [true, false]) {
    const cwd = await emptyFolder(scripts ? "project" : "project-without-scripts")
    await writeFile(
      join(cwd, "package.json"),
      JSON.stringify({ name: "project", version: "0.0.0", type: "module" }),
    )
    await npm(["install", "--omit=dev", `--ignore-scripts=${!scripts}`, tarball], cwd)
    await runInstalled(cwd, nodes)
    const native = await run(nodes[0][1], ["-p", nativePart], { cwd })
    const how = scripts ? "with" : "without"
    console.log(`installed ${how} install scripts: ssh2's native part is loaded: ${native.stdout.trim()}`)
    if (scripts) await Promise.all([compileAgainst(cwd), billOfMaterials(cwd)])
  }
}

/** Of an installation: in a checkout npm takes what the development needs, too, for needed by that alone. */
async function billOfMaterials(cwd) {
  const { stdout } = await npm(["sbom", "--sbom-format=cyclonedx"], cwd)
  const listed = new Set(JSON.parse(stdout).components.map(({ name }) => name))
  const lacking = Object.keys(dependencies).filter((name) => !listed.has(name))
  check(lacking.length === 0, "npm sbom lists every dependency", lacking.join())
  console.log(`npm sbom lists ${listed.size} packages`)
}

async function pack() {
  const cwd = await emptyFolder("tarball")
  const { stdout } = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", cwd], root)
  const [{ filename, files }] = JSON.parse(stdout)
  const packed = files.map(({ path }) => path)
  const strays = packed.filter((path) => !belongs(path))
  check(strays.length === 0, "the tarball holds nothing else", strays.join())
  const wanted = [...man, "./dist/THIRD_PARTY.md", "./LICENSE"]
  const lacking = wanted.filter((page) => !packed.some((path) => `./${path}` === page))
  check(lacking.length === 0, "the tarball holds every manual page, and the licences", lacking.join())
  return join(cwd, filename)
}

async function runInstalled(cwd, nodes) {
  const look =
    "typeof library.loadFleet === 'function' && new library.ToolError('usage', '') instanceof Error"
  await writeFile(join(cwd, "import.mjs"), `import * as library from "certfleet"\nconsole.log(${look})`)
  await writeFile(join(cwd, "require.cjs"), `const library = require("certfleet")\nconsole.log(${look})`)
  for (const [found, node] of nodes) {
    for (const file of ["import.mjs", "require.cjs"]) {
      const loaded = await run(node, [file], { cwd })
      check(loaded.stdout === "true\n" && loaded.stderr === "", `${file} loads the library`, loaded.stderr)
    }
    const path = [dirname(node), process.env.PATH].join(delimiter)
    const printed = await run("npx", ["--no-install", "certfleet", "--version"], { cwd, env: { PATH: path } })
    check(printed.stdout === `${version}\n`, "npx finds the command", printed.stdout)
    await lint(node, join(cwd, "node_modules/certfleet/bin/certfleet.js"))
    console.log(`Node ${found}: import, require, npx and lint from the tarball`)
  }
}

/** An importer's program, checked strictly, the library's own declarations with it. */
async function compileAgainst(cwd) {
  await writeFile(join(cwd, "importer.ts"), importer)
  const compiler = join(root, "node_modules/typescript/bin/tsc")
  const ways = [
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]
  for (const [module, resolution] of ways) {
    const words = ["--noEmit", "--strict", "--target", "es2022", "--skipLibCheck", "false", "--types", "node"]
    const how = ["--module", module, "--moduleResolution", resolution]
    const types = ["--typeRoots", join(root, "node_modules/@types")]
    await run(process.execPath, [compiler, ...words, ...how, ...types, "importer.ts"], { cwd })
    console.log(`types: moduleResolution ${resolution}`)
  }
}

/** What a user needs. */
function belongs(path) {
  return (
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|src\/rules\/RULES\.md|bin\/\w+\.js(on)?)$/.test(path) ||
    /^dist\/(?:[\w./-]+\.(?:js|js\.map|d\.ts)|fleet\.schema\.json|THIRD_PARTY\.md|schemas\/\w+\.schema\.json|man\/[\w-]+\.[17])$/.test(
      path,
    )
  )
}

async function emptyFolder(name) {
  const cwd = join(folder, name)
  await mkdir(cwd, { recursive: true })
  return cwd
}

function npm(args, cwd) {
  return run("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], { cwd })
}

/** Throws, with everything that was said, when a program ends with another status. */
function run(file, args, { cwd = folder, env = {}, status = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26, timeout: 300_000 }
    execFile(file, args, options, (error, stdout, stderr) => {
      const ended = error === null ? 0 : (error.code ?? error.signal)
      if (ended === status) resolve({ stdout, stderr })
      else reject(new Error(`${[file, ...args].join(" ")} ended with ${ended}\n${stdout}${stderr}`))
    })
  })
}

function hashOf(folder) {
  const hash = createHash("sha256")
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPath))
    if (entry.isFile()) hash.update(`${pathOf(entry)}\n`).update(readFileSync(pathOf(entry)))
  return hash.digest("hex")
}

function byPath(one, other) {
  return pathOf(one) < pathOf(other) ? -1 : 1
}

function pathOf({ parentPath, name }) {
  return join(parentPath, name)
}

function check(holds, what, seen) {
  if (!holds) throw new Error(`not so: ${what}\n${seen}`)
}
