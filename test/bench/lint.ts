import { spawnSync } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { ruleContext } from "../../certs-fixtures/rules/context.js"
import { Linter } from "../../src/rules/engine.js"
import { rules } from "../../src/rules/registry.js"
import { CertificateView } from "../../src/rules/view/certificateView.js"
import { inspectCertificate } from "../../src/x509/certificate.js"
import { readPem } from "../../src/x509/pem.js"
import { type Benchmark, type Measure, median } from "./benchmark.js"

const fixture = resolve("certs-fixtures/certs/leaf.pem")

/** Linting by the thousand, and what a large folder needs. */
export const lint: Benchmark = {
  name: "lint",
  about: `all ${rules.length} rules`,
  run: async () => [warm(), ...memory()],
}

/** From bytes to findings against what Node takes to parse, the process warm; in turn. */
function warm(): Measure {
  const all = certificates()
  const readable = all.map((der) => new X509Certificate(der).toString())
  const linting = (): void => {
    const linter = new Linter(rules, { profile: "public" }, ruleContext)
    for (let index = 0; index < 1000; index++) {
      const read = inspectCertificate(all[index % all.length] ?? new Uint8Array())
      if (!read.ok) throw new Error(read.problem.message)
      linter.lint({ scope: "certificate", view: new CertificateView(read.value) }, { kind: "file", file: "" })
    }
  }
  const parsing = (): void => {
    for (let index = 0; index < 1000; index++) new X509Certificate(readable[index % all.length] ?? "")
  }
  const rounds = Array.from({ length: 6 }, () => ({ lint: cpuOf(linting), parse: cpuOf(parsing) })).slice(1)
  const [lint, parse] = [median(rounds.map(({ lint }) => lint)), median(rounds.map(({ parse }) => parse))]
  return {
    name: "CPU of a certificate against new X509Certificate(pem)",
    value: lint / parse,
    limit: 5,
    unit: "×",
    detail: `${lint.toFixed(2)} ms against ${parse.toFixed(2)} ms, over 1000 certificates of ${all.length}`,
  }
}

/** Milliseconds for each of a thousand. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / 1000
}

function certificates(): Uint8Array[] {
  const folder = resolve("certs-fixtures/rules")
  return readdirSync(folder)
    .filter((name) => name.endsWith(".pem"))
    .flatMap((name) => readPem(readFileSync(join(folder, name))).blocks)
    .flatMap(({ label, der }) => (label === "CERTIFICATE" ? [der] : []))
}

interface Memory {
  /** The most that was alive after a garbage collection, MiB. */
  readonly live: number
  /** The most that the process ever held of the machine, garbage included, MiB. */
  readonly resident: number
}

/** What each further file keeps alive, its name above all; how much garbage V8 leaves lying is its own affair. */
function memory(): Measure[] {
  const folder = mkdtempSync(join(tmpdir(), "certfleet-bench-"))
  try {
    const few = peaks(join(folder, "few"), 2_000)
    const many = peaks(join(folder, "many"), 20_000)
    const detail = (of: keyof Memory): string =>
      `${many[of].toFixed(1)} MiB for 20,000 files against ${few[of].toFixed(1)} MiB for 2,000`
    const perFile = ((many.live - few.live) * 1024) / 18_000
    return [
      {
        name: "live memory of each further file",
        value: perFile,
        limit: 0.5,
        unit: " KiB",
        detail: detail("live"),
      },
      { name: "resident memory", value: many.resident / few.resident, unit: "×", detail: detail("resident") },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function peaks(folder: string, count: number): Memory {
  mkdirSync(folder)
  const content = readFileSync(fixture)
  for (let index = 0; index < count; index++) writeFileSync(join(folder, `${index}.pem`), content)
  const script = `let live = 0
    const look = () => { gc(); live = Math.max(live, process.memoryUsage().heapUsed) }
    const timer = setInterval(look, 50)
    import(${JSON.stringify(resolve("dist/cli.js"))})
      .then(({ main }) => main(["lint", "--no-config", "--profile", "private", "--ignore", "expired", ${JSON.stringify(folder)}]))
      .then((code) => console.error(code, live / 1024, process.resourceUsage().maxRSS, clearInterval(timer)))`
  const { stderr } = spawnSync(process.execPath, ["--expose-gc", "-e", script], { encoding: "utf8" })
  const [code, live = 0, resident = 0] = stderr.trim().split(" ").map(Number)
  if (code !== 0 || live === 0) throw new Error(`lint of ${count} files: ${stderr}`)
  return { live: live / 1024, resident: resident / 1024 }
}
