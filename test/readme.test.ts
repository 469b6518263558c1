import { type ChildProcess, execFile } from "node:child_process"
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { cutOffRollout } from "./support/cutOffRollout.js"

const root = resolve(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = ""]) => text)
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "certfleet-test-"))
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true })
  symlinkSync(root, join(folder, "node_modules/certfleet"))
  symlinkSync(join(root, "node_modules/@types/node"), join(folder, "node_modules/@types/node"))
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
  for (const [index, text] of examples.entries()) writeFileSync(join(folder, `example${index}.ts`), text)
  const flags = [
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "--types",
    "node",
    "--skipLibCheck",
  ]
  const files = examples.map((_, index) => `example${index}.ts`)
  const compiler = join(root, "node_modules/typescript/bin/tsc")
  await promisify(execFile)(process.execPath, [compiler, ...flags, ...files], { cwd: folder })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs an example of README, as it stands there, against the built package. */
function runExample(index: number, cwd = folder): Promise<Ended> {
  const program = join(folder, `example${index}.js`)
  return new Promise((done) => {
    const child: ChildProcess = execFile(process.execPath, [program], { cwd }, (_error, stdout, stderr) =>
      done({ exitCode: child.exitCode, stdout, stderr }),
    )
  })
}

describe("README's library examples", () => {
  it("are three, and compile against the built package", () => {
    expect(examples).toHaveLength(3)
  })

  it("read what the CA delivered and say whether a path leads to a root", async () => {
    copyFileSync(join(root, "certs-fixtures/fleets/example.yaml"), join(folder, "fleet.yaml"))
    copyFileSync(
      join(root, "certs-fixtures/deliveries/apache-zip/mail_example_edu.zip"),
      join(folder, "mail.zip"),
    )
    const { stdout, stderr } = await runExample(0)
    expect(stderr).toBe("")
    // Which of the reasons depends on the day: the example's CA is none that browsers know.
    expect(stdout).toMatch(/^(mail\.example\.edu|Example TLS CA 1): .+\n$/)
  })

  it("lint a folder with the exit code of the command", async () => {
    mkdirSync(join(folder, "certs"))
    copyFileSync(join(root, "certs-fixtures/certs/leaf-expired.pem"), join(folder, "certs/mail.pem"))
    const { exitCode, stdout, stderr } = await runExample(1)
    expect(stderr).toBe("")
    expect(stdout).toMatch(/^expired: /m)
    expect(exitCode).toBe(1)
  })

  it("take up a rollout that was cut off", async () => {
    const scene = await cutOffRollout()
    try {
      const { exitCode, stdout, stderr } = await runExample(2, scene.folder)
      expect(stderr).toBe("")
      expect(stdout).toBe(scene.hosts.map((host) => `${host}: done\n`).join(""))
      expect(exitCode).toBe(0)
      expect(await scene.served()).toEqual(scene.hosts.map(() => scene.renewed))
    } finally {
      await scene.close()
    }
  })
})
