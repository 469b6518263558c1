import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { text } from "node:stream/consumers"
import { build } from "esbuild"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { localProcesses } from "../../src/local/processes.js"

const env = { PATH: process.env["PATH"], HOME: "/home/somebody", BALANCER: "lb01", API_KEY: "not for hooks" }
const processes = localProcesses(env)
const sh = (text: string, ...args: string[]): string[] => ["/bin/sh", "-c", text, "sh", ...args]
let folder = ""

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "certfleet-processes-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // One that has ended and that nobody has waited for is still to be seen.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

/** The process id that a program has written to a file; waits for it. */
async function pidIn(file: string): Promise<number> {
  const read = (): number => {
    try {
      return Number(readFileSync(file, "utf8").trim() || "0")
    } catch {
      return 0
    }
  }
  await expect.poll(read, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0)
  return read()
}

describe("a program that is looked for", () => {
  it("is there, missing or not executable, by its path", async () => {
    const file = join(folder, "balancer")
    expect(await processes.find(file)).toBe("missing")
    await writeFile(file, "#!/bin/sh\n", { mode: 0o644 })
    expect(await processes.find(file)).toBe("not-executable")
    await chmod(file, 0o755)
    expect(await processes.find(file)).toBe("there")
    expect(await processes.find(folder)).toBe("not-executable")
  })

  it("is found through PATH when it is a bare word, past what cannot be executed", async () => {
    const [one, two] = [join(folder, "one"), join(folder, "two")]
    for (const place of [one, two]) await mkdir(place)
    await writeFile(join(one, "drain"), "#!/bin/sh\n", { mode: 0o644 })
    expect(await localProcesses({ PATH: two }).find("drain")).toBe("missing")
    expect(await localProcesses({ PATH: `${one}:${two}` }).find("drain")).toBe("not-executable")
    await writeFile(join(two, "drain"), "#!/bin/sh\n", { mode: 0o755 })
    expect(await localProcesses({ PATH: `${one}:${two}` }).find("drain")).toBe("there")
    expect(await localProcesses({}).find("sh")).toBe("there")
  })
})

const onLinux = process.platform === "linux"

describe.skipIf(!onLinux)("a program of this machine (skipped where there is no /proc)", () => {
  it("sees all of our environment, or what is named and set alone", async () => {
    const all = await processes.run(["env"], { timeoutMs: 20_000 })
    expect(all?.stdout).toContain("API_KEY=not for hooks")
    const environment = { keep: ["PATH", "BALANCER", "MISSING"], set: { CERTFLEET_HOOK: "drain" } }
    const named = await processes.run(["env"], { timeoutMs: 20_000, environment })
    const names = named?.stdout.split("\n").map((line) => line.split("=")[0])
    expect(new Set(names)).toEqual(new Set(["PATH", "BALANCER", "CERTFLEET_HOOK", ""]))
  })

  it("sees no proxy's user and password, in whichever variable and however it is started", async () => {
    const own = {
      ...{ PATH: process.env["PATH"], HTTPS_PROXY: "http://op:s3cr3t/@x@proxy:3128/" },
      ...{
        https_proxy: "op:s3cr3t@proxy:3128",
        ALL_PROXY: "socks5://op:s3cr3t@proxy",
        http_proxy: "http://p:1",
      },
    }
    const machine = localProcesses(own)
    const keep = ["PATH", "HTTPS_PROXY"]
    const all = await machine.run(["env"], { timeoutMs: 20_000 })
    const named = await machine.run(["env"], { timeoutMs: 20_000, environment: { keep, set: {} } })
    const piped = await text(machine.pipe("env").stream)
    for (const seen of [all?.stdout, named?.stdout, piped]) {
      expect(seen).toContain("HTTPS_PROXY=http://proxy:3128/\n")
      expect(seen).not.toContain("s3cr3t")
    }
    for (const line of ["https_proxy=proxy:3128", "ALL_PROXY=socks5://proxy", "http_proxy=http://p:1"])
      expect(piped).toContain(`${line}\n`)
    // What asks the CA goes on knowing it.
    expect(own.HTTPS_PROXY).toContain("s3cr3t")
  })

  it.each([false, true])(
    "is killed with all that it started when its time is over; on a leash: %s",
    async (leash) => {
      const file = join(folder, `child-${leash}`)
      const argv = sh('sleep 1000 & echo $! > "$1"; wait', file)
      const running = processes.run(argv, { timeoutMs: 1_500, ...(leash ? { leash } : {}) })
      const pid = await pidIn(file)
      expect(await running).toMatchObject({ status: undefined, timedOut: true })
      await expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 20 }).toBe(false)
    },
  )

  it.each([false, true])(
    "is over when it exits, whatever it left in the background; on a leash: %s",
    async (leash) => {
      const file = join(folder, `left-${leash}`)
      const argv = sh('echo said; (echo why >&2; exec sleep 1000) & echo $! > "$1"; exit 3', file)
      const result = await processes.run(argv, { timeoutMs: 60_000, ...(leash ? { leash } : {}) })
      expect(result).toMatchObject({ status: 3, stdout: "said\n" })
      const pid = await pidIn(file)
      expect(isAlive(pid)).toBe(true)
      process.kill(pid, "SIGKILL")
    },
    30_000,
  )

  it("is read to its end, however much it says at last", async () => {
    const argv = sh("sleep 1000 & head -c 3000000 /dev/zero; kill $!")
    const result = await processes.run(argv, { timeoutMs: 60_000 })
    expect(result?.stdout).toHaveLength(3_000_000)
  })

  it("says which signal ended it, unless that came from us", async () => {
    const own = await processes.run(sh("kill -TERM $$"), { timeoutMs: 60_000 })
    expect(own).toMatchObject({ status: undefined, signal: "SIGTERM" })
    const ours = await processes.run(["sleep", "1000"], { timeoutMs: 100 })
    expect(ours).toEqual({ status: undefined, timedOut: true, stdout: "", stderr: "" })
  })

  it("is killed with all that it started when somebody calls it off", async () => {
    const off = new AbortController()
    const file = join(folder, "called-off")
    const argv = sh('sleep 1000 & echo $! > "$1"; wait', file)
    const running = processes.run(argv, { timeoutMs: 60_000, signal: off.signal, leash: true })
    const pid = await pidIn(file)
    off.abort()
    const result = await running
    expect([result?.status, result?.timedOut]).toEqual([undefined, undefined])
    await expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 20 }).toBe(false)
  })

  it("on a leash says how it ended and what it said, and is given nothing on standard input", async () => {
    const result = await processes.run(sh("cat; echo said; echo why >&2; exit 7"), {
      timeoutMs: 20_000,
      leash: true,
    })
    expect(result).toEqual({ status: 7, stdout: "said\n", stderr: "why\n" })
    const missing = await processes.run(["/no/such/program"], { timeoutMs: 20_000, leash: true })
    expect(missing?.status).toBe(127)
    const words = await processes.run(["printf", "%s|", "a b", "$HOME", ""], {
      timeoutMs: 20_000,
      leash: true,
    })
    expect(words?.stdout).toBe("a b|$HOME||")
  })

  it("on a leash leaves nothing behind that waits for our end", async () => {
    const file = join(folder, "group")
    await processes.run(sh('ps -o pgid= -p $$ | tr -d " " > "$1"', file), { timeoutMs: 20_000, leash: true })
    const group = await pidIn(file)
    const isThere = (): boolean => {
      try {
        process.kill(-group, 0)
        return true
      } catch {
        return false
      }
    }
    await expect.poll(isThere, { timeout: 20_000, interval: 20 }).toBe(false)
  })

  it("on a leash ends with all that it started when we are killed", async () => {
    const file = join(folder, "orphan")
    const source = resolve(import.meta.dirname, "../../src/local/processes.ts")
    const program = join(folder, "starter.mjs")
    const contents = `import { localProcesses } from ${JSON.stringify(source)}
void localProcesses(process.env).run(
  ["/bin/sh", "-c", 'sleep 1000 & echo $! > "$1"; wait', "sh", ${JSON.stringify(file)}],
  { timeoutMs: 600_000, leash: true },
)
`
    await build({
      stdin: { contents, loader: "ts", resolveDir: folder },
      ...{ outfile: program, bundle: true, format: "esm", platform: "node" },
    })
    const child = spawn(process.execPath, [program], { stdio: "ignore" })
    const ended = new Promise((done) => child.once("exit", done))
    const pid = await pidIn(file)
    expect(isAlive(pid)).toBe(true)
    child.kill("SIGKILL")
    await ended
    await expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 20 }).toBe(false)
  }, 60_000)
})
