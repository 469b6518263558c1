import { createHash } from "node:crypto"
import type { ExecResult } from "../remote/session.js"
import type { EmbeddedHost } from "./embeddedHost.js"
import { DiskFull } from "./hostFiles.js"
import { readTar } from "./readTar.js"

export interface ScriptRun {
  readonly host: EmbeddedHost
  readonly user: string
  readonly args: readonly string[]
  readonly stdin: Uint8Array
}

/** A step that goes on whoever is connected. */
export interface DetachedRun {
  readonly bootId: string
  result: ExecResult | undefined
  readonly ended: Promise<void>
  /** True once the process is no more, with or without a result. */
  dead: boolean
  kill(): void
}

type HostScript = (run: ScriptRun) => Promise<ExecResult> | ExecResult

/** What each of certfleet's scripts does, by its name: the same reports as the shell text gives on a real host. */
export const hostScripts: Readonly<Record<string, HostScript>> = {
  preflight({ host, user, args: [home = ""] }) {
    if (home !== host.home) return say(["user", user], ["missing", home])
    const free = Math.floor(host.files.freeBytes / 1024)
    return say(["user", user], ["version", host.version], ["free-kib", String(free)])
  },
  inspect({ host, args: [home = "", count = "0", ...paths] }) {
    const files = paths.slice(Number(count)).flatMap((path) => host.files.under(`${home}/${path}`))
    const lines = files.map(
      (path): Line => ["file", `${host.files.sha256(path)}  ${path.slice(home.length + 1)}`],
    )
    const leaves = paths.slice(0, Number(count)).flatMap((path): Line[] => {
      const text = host.files.text(`${home}/${path}`)
      return text === undefined ? [] : [["leaf", `${leafHash(text)}  ${path}`]]
    })
    return say(...lines, ...leaves, ["done", "1"])
  },
  lock: guarded(({ host, args }) => {
    const by = takeLock(host, args)
    return say(by === undefined ? ["lock", `${args[0]}/lock`] : ["locked", by])
  }),
  stage: guarded(({ host, args, stdin }) => {
    const [base = "", rollout = ""] = args
    const by = takeLock(host, args)
    if (by !== undefined) return say(["locked", by])
    if (host.faults.stage === "disk-full") throw new DiskFull(base)
    const folder = `${base}/stage.${rollout}.${Math.random().toString(36).slice(2, 10)}`
    const files = readTar(stdin)
    for (const { name, content } of files) host.files.write(`${folder}/${name}`, content, 0o600)
    const sums = files.map(({ name }): Line => ["file", `${host.files.sha256(`${folder}/${name}`)}  ${name}`])
    return say(...sums, ["staging", folder])
  }),
  backup: guarded(({ host, args: [home = "", folder = "", ...paths] }) => {
    if (host.faults.backup === "disk-full") throw new DiskFull(folder)
    if (!host.files.exists(`${folder}/backup.ok`)) {
      const present = paths.flatMap((path) => host.files.under(`${home}/${path}`))
      const saved = present.map((path) => {
        const { content, mode } = host.files.file(path) ?? { content: Buffer.alloc(0), mode: 0 }
        return { path: path.slice(home.length + 1), mode, content: content.toString("base64") }
      })
      host.files.write(
        `${folder}/absent`,
        paths.filter((path) => !host.files.exists(`${home}/${path}`)).join("\n"),
        0o600,
      )
      host.files.write(`${folder}/backup.tar`, JSON.stringify(saved), 0o600)
      host.files.write(`${folder}/backup.ok`, "", 0o600)
    }
    return say(["backup", `${folder}/backup.tar`], ["sha256", host.files.sha256(`${folder}/backup.tar`)])
  }),
  "install-key": guarded(({ host, args: [folder = "", staged = "", live = ""] }) => {
    const key = host.files.read(staged)
    if (key === undefined || !host.files.exists(`${folder}/backup.ok`)) return failure("cannot install")
    host.files.write(live, key, 0o600)
    return say(["key", host.files.sha256(live)])
  }),
  detach,
  async stop({ host, args: [folder = "", step = ""] }) {
    host.runs.get(`${folder}/${step}`)?.kill()
    return say(["stopped", "1"])
  },
  restore: guarded(({ host, args: [home = "", folder = "", ...folders] }) => {
    const archive = host.files.text(`${folder}/backup.tar`)
    if (archive === undefined || !host.files.exists(`${folder}/backup.ok`)) return say(["none", "1"])
    if (host.faults.restore === "fails") return failure("tar: Unexpected EOF in archive")
    for (const path of [
      ...folders,
      ...(host.files.text(`${folder}/absent`) ?? "").split("\n").filter(Boolean),
    ])
      host.files.remove(`${home}/${path}`)
    const saved: { path: string; mode: number; content: string }[] = JSON.parse(archive)
    for (const { path, mode, content } of saved)
      host.files.write(`${home}/${path}`, Buffer.from(content, "base64"), mode)
    return say(["restored", `${folder}/backup.tar`])
  }),
  finish({ host, args: [base = "", rollout = "", keep = "0"] }) {
    for (const old of stagings(host, base, rollout)) host.files.remove(old)
    const kept = new Set(
      host.files.under(base).map((path) => path.slice(base.length + 1).split("/")[0] ?? ""),
    )
    const backups = [...kept]
      .filter((name) => /^\d{8}T/.test(name))
      .sort()
      .reverse()
    for (const old of backups.slice(Number(keep))) host.files.remove(`${base}/${old}`)
    unlock(host, base, rollout)
    return say(["finished", "1"])
  },
  abandon({ host, args: [base = "", rollout = ""] }) {
    for (const old of stagings(host, base, rollout)) host.files.remove(old)
    host.files.remove(`${base}/${rollout}`)
    unlock(host, base, rollout)
    return say(["abandoned", "1"])
  },
}

/** Who holds the host, when it is another rollout. */
function takeLock(
  host: EmbeddedHost,
  [base = "", rollout = "", holder = "", force]: readonly string[],
): string | undefined {
  const lock = `${base}/lock`
  if (force === "break") host.files.remove(lock)
  const [held, by = ""] = (host.files.text(`${lock}/holder`) ?? "").split("\n")
  if (held !== "" && held !== rollout) return by
  host.files.write(`${lock}/holder`, `${rollout}\n${holder}\n`, 0o600)
  return undefined
}

type Line = readonly [key: string, value: string]

async function detach({
  host,
  user,
  args: [folder = "", step = "", limit = "0", ...argv],
}: ScriptRun): Promise<ExecResult> {
  const id = `${folder}/${step}`
  const run = host.runs.get(id) ?? start(host, user, argv)
  host.runs.set(id, run)
  const patience = new AbortController()
  await Promise.race([
    run.ended,
    host.clock.sleep(Number(limit) * 100, patience.signal).catch(() => undefined),
  ])
  patience.abort()
  if (run.result !== undefined) {
    const { status, stdout, stderr } = run.result
    const log = `${stdout}${stderr}`.replace(/\n$/, "").replace(/^/gm, "| ")
    return { ...say(["status", String(status ?? 255)]), stdout: `@status ${status ?? 255}\n${log}\n` }
  }
  return run.dead || run.bootId !== host.bootId ? say(["gone", "1"]) : say(["running", "1"])
}

function start(host: EmbeddedHost, user: string, argv: readonly string[]): DetachedRun {
  let finished = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    finished = resolve
  })
  const run: DetachedRun = {
    bootId: host.bootId,
    result: undefined,
    ended,
    dead: false,
    kill() {
      run.dead = true
      finished()
    },
  }
  void host.run(user, argv).then((result) => {
    if (!run.dead) run.result = result
    run.kill()
  })
  return run
}

/** A full disk ends a script where it stands. */
function guarded(script: HostScript): HostScript {
  return async (run) => {
    try {
      return await script(run)
    } catch (error) {
      if (error instanceof DiskFull) return failure(error.message)
      throw error
    }
  }
}

function say(...lines: readonly Line[]): ExecResult {
  const stdout = lines.map(([key, value]) => `@${key} ${value}\n`).join("")
  return { status: 0, signal: undefined, stdout, stderr: "" }
}

function failure(message: string): ExecResult {
  return { status: 1, signal: undefined, stdout: "", stderr: `${message}\n` }
}

function stagings(host: EmbeddedHost, base: string, rollout: string): string[] {
  const prefix = `${base}/stage.${rollout}.`
  return host.files.under(base).filter((path) => path.startsWith(prefix))
}

function unlock(host: EmbeddedHost, base: string, rollout: string): void {
  if (host.files.text(`${base}/lock/holder`)?.startsWith(`${rollout}\n`)) host.files.remove(`${base}/lock`)
}

function leafHash(pem: string): string {
  const [, base64 = ""] = /-----BEGIN CERTIFICATE-----([^-]*)-----END/.exec(pem) ?? []
  return createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex")
}
