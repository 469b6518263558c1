import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { systemClock } from "../../src/local/clock.js"
import { temporaryFolder } from "./folder.js"
import { runCli } from "./testIo.js"

const root = resolve(import.meta.dirname, "../..")
const program = join(root, "bin/certfleet.js")
const certificate = join(root, "certs-fixtures/certs/leaf-expired.pem")

interface Ended {
  readonly status: number | null
  readonly stderr: string
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stderr = ""
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const [status] = (await once(child, "close")) as [number | null]
  return { status, stderr }
}

/** More than any pipe holds: when it is written, somebody reads. */
const much = "\n".repeat(1024 * 1024)

describe("Ctrl-C", () => {
  it.each([
    ["lint", ["lint", "--no-config", "-"]],
    ["import", ["import", "-", "--no-fleet"]],
    ["check", ["check", "--no-fleet", "-"]],
  ])("ends %s while it waits for standard input", async (_, args) => {
    const child = spawn(process.execPath, [program, ...args])
    const end = ended(child)
    await new Promise((resolve) => child.stdin.write(much, resolve))
    child.kill("SIGINT")
    expect(await end).toEqual({ status: 130, stderr: "certfleet: error: interrupted\n" })
    child.stdin.destroy()
  })

  it("ends a lint while it waits for a command of the shell", async () => {
    const slow = "<(head -c 1000000 /dev/zero; echo read >&2; exec sleep 60)"
    const script = `exec ${process.execPath} ${program} lint --no-config ${slow}`
    const child = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "pipe"], detached: true })
    const end = ended(child)
    await once(child.stderr, "data")
    child.kill("SIGINT")
    await once(child, "exit")
    // What is left of the group, which has the other end of stderr.
    process.kill(-(child.pid ?? 0), "SIGKILL")
    expect(await end).toEqual({ status: 130, stderr: "read\ncertfleet: error: interrupted\n" })
  })
})

describe("a lint of a port that is interrupted", () => {
  it("ends with 130, and finds nothing", async () => {
    const interruption = new AbortController()
    const silent = createServer((socket) => {
      socket.on("error", () => undefined)
      interruption.abort(new ToolError("cancelled", "interrupted"))
    })
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done))
    const port = (silent.address() as AddressInfo).port
    const result = await runCli(["lint", "--no-config", `127.0.0.1:${port}`], {
      ...{ cwd: temporaryFolder(), sleep: systemClock.sleep, interrupt: interruption.signal },
    })
    silent.close()
    expect(result).toEqual({ exitCode: 130, stdout: "", stderr: "certfleet: error: interrupted\n" })
  })
})

describe("what never ends", () => {
  const run = (args: readonly string[], cwd: string) =>
    spawnSync(process.execPath, [program, ...args], { cwd, encoding: "utf8", timeout: 20_000 })

  it("is not read by any option that names a file", () => {
    const cwd = temporaryFolder()
    spawnSync("mkfifo", [join(cwd, "pipe")])
    writeFileSync(join(cwd, "huge"), "")
    truncateSync(join(cwd, "huge"), 2 * 1024 ** 3)
    writeFileSync(join(cwd, "leaf.pem"), readFileSync(certificate))
    const options = [
      (file: string) => ["check", "--no-fleet", "leaf.pem", "--trust", file],
      (file: string) => ["check", "--no-fleet", "leaf.pem", "--crl", file],
      (file: string) => ["check", "--no-fleet", "leaf.pem", "--ocsp", file],
      (file: string) => ["check", "--no-fleet", file],
      (file: string) => ["check", "--no-fleet", "leaf.pem", "--against", file],
      (file: string) => ["import", "--no-fleet", "leaf.pem", "--key-file", file],
      (file: string) => ["import", "--no-fleet", "leaf.pem", "--csr", file],
      (file: string) => [
        "import",
        "--no-fleet",
        "leaf.pem",
        "--key-file",
        "leaf.pem",
        "--passphrase-file",
        file,
      ],
      (file: string) => ["names", "--fleet", file],
      (file: string) => ["lint", "--config", file, "leaf.pem"],
      (file: string) => ["lint", "--no-config", "--baseline", file, "leaf.pem"],
      (file: string) => ["lint", "--no-config", "--blocklist", file, "leaf.pem"],
      (file: string) => ["lint", "--no-config", "--fleet", file, "leaf.pem"],
    ]
    for (const option of options)
      for (const [file, what] of [
        ["pipe", "pipe is a named pipe, and was not read"],
        ["/dev/zero", "/dev/zero is a device, and was not read"],
        ["huge", "huge is larger than 16 MiB"],
      ] as const) {
        const { status, stderr } = run(option(file), cwd)
        const passphrase = option(file).includes("--passphrase-file")
        // A key that is none is said before anybody is asked for its passphrase.
        const wanted = passphrase ? "leaf.pem holds no private key" : what
        expect([option(file).join(" "), stderr]).toEqual([
          option(file).join(" "),
          expect.stringContaining(wanted),
        ])
        expect(status).toBe(passphrase ? 2 : 3)
      }
    // Thirty-nine processes, one after the other.
  }, 60_000)

  it("is a finding of a lint, which reads the rest", () => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, "certs"))
    spawnSync("mkfifo", [join(cwd, "certs/mail.pem")])
    spawnSync("mkfifo", [join(cwd, "certs/log")])
    writeFileSync(join(cwd, "certs/old.pem"), readFileSync(certificate))
    const { status, stdout } = run(["lint", "--no-config", "--profile", "private", "certs", "/dev/zero"], cwd)
    const found = [...stdout.matchAll(/^(\S+) .*\[(\S+)\]$/gm)].map(([, place, code]) => `${place} ${code}`)
    expect(found.sort()).toEqual([
      "/dev/zero: input-unreadable",
      "certs/mail.pem: input-unreadable",
      "certs/old.pem expired",
    ])
    expect(status).toBe(3)
  })

  it("may come from a command of the shell, up to the limit", () => {
    const cwd = temporaryFolder()
    const lint = `${process.execPath} ${program} lint --no-config --profile private`
    const bash = (words: string) => spawnSync("bash", ["-c", `${lint} ${words}`], { cwd, encoding: "utf8" })
    const good = bash(`<(cat ${certificate}; cat ${certificate})`)
    expect(good.stdout).toMatch(
      /^\/dev\/fd\/\d+ \(block 1, line 6\) validity: error: mail.example.edu expired .*$/m,
    )
    const endless = bash("<(yes)")
    expect(endless.stdout).toMatch(/^\/dev\/fd\/\d+: error: \/dev\/fd\/\d+ is larger than 16 MiB/m)
    expect(endless.status).toBe(3)
  })

  it("is not waited for where an open file is handed over", () => {
    const descriptor = openSync(certificate, "r")
    const { stdout } = spawnSync(process.execPath, [program, "lint", "--no-config", "/dev/stdin"], {
      stdio: [descriptor, "pipe", "pipe"],
      encoding: "utf8",
    })
    closeSync(descriptor)
    expect(stdout).toContain("[expired]")
  })
})

describe("names that a terminal would obey", () => {
  const evil = "mail\u001b]0;owned\u0007\u202e.pem"

  it("are escaped in errors, hints and every --json", () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, evil), readFileSync(certificate))
    const runs = [
      ["import", "--no-fleet", `${evil}x`],
      ["import", "--no-fleet", evil, "--key-file", `${evil}x`],
      [
        "import",
        "--no-fleet",
        evil,
        "--json",
        "--key-file",
        join(root, "certs-fixtures/keys/rfc9500-p256.key"),
      ],
      ["check", "--no-fleet", evil],
      ["check", "--no-fleet", evil, "--json"],
      ["lint", "--no-config", evil, "--reporter", "json"],
      ["lint", "--no-config", `${evil}x`],
      ["names", "--fleet", `${evil}x`],
      ["probe", "--fleet", `${evil}x`],
      ["lint", `--${evil}`],
      [evil],
      ["explain", evil],
      ["rules", "--json", evil],
      ["init", `${evil}.yaml`],
    ]
    for (const args of runs) {
      const { stdout, stderr } = spawnSync(process.execPath, [program, ...args, "--debug"], {
        cwd,
        encoding: "utf8",
      })
      expect([args, `${stdout}${stderr}`]).toEqual([
        args,
        expect.not.stringMatching(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u),
      ])
      expect(`${stdout}${stderr}`).not.toBe("")
    }
  })

  it("are escaped where a folder holds a link that leads nowhere", () => {
    const cwd = temporaryFolder()
    spawnSync("ln", ["-s", "nowhere", join(cwd, evil)])
    for (const command of [
      ["import", "--no-fleet", "."],
      ["lint", "--no-config", "."],
    ]) {
      const { stdout, stderr } = spawnSync(process.execPath, [program, ...command], { cwd, encoding: "utf8" })
      expect(`${stdout}${stderr}`).toContain("mail\\u001b]0;owned\\u0007\\u202e.pem: no such file")
    }
  })
})
