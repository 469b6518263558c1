import { createHash } from "node:crypto"
import type { ExecResult } from "../remote/session.js"
import { stopStep, waitForStep } from "./detached.js"
import { domainScripts } from "./domainScripts.js"
import type { Machine, ProgramRun } from "./host.js"
import { DiskFull, parentOf, WriteFailed } from "./hostFiles.js"
import { readTar } from "./readTar.js"
import { failure, type Line, say } from "./results.js"
import { UserFiles } from "./userFiles.js"

type HostScript = (run: ProgramRun) => Promise<ExecResult> | ExecResult

/** What each of certfleet's scripts does, by its name: the same reports as the shell text gives on a real host. */
export const hostScripts: Readonly<Record<string, HostScript>> = {
  ...domainScripts,
  "which-shell": () => ({ status: 0, signal: undefined, stdout: "/bin/bash\n", stderr: "" }),
  preflight({ host, user, args: [home = "", base = "", , , , ...paths] }) {
    if (home !== host.home) return say(["user", user], ["missing", home])
    const free = Math.floor(host.files.freeBytes / 1024)
    const blocked = paths.flatMap((path) => obstacles(host, user, `${home}/${path}`))
    return say(
      ["user", user],
      ["version", host.version],
      ["free-kib", String(free)],
      ...closedFolder(host, user, base),
      ...blocked,
    )
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
  holdings({ host, args: [home = "", keystore = "", source = "", imapd = "", , , ...paths] }) {
    const seen = [...paths, keystore, source, imapd].filter((path) => path !== "")
    const leaves = seen.flatMap((path): Line[] => {
      const text = host.files.text(`${home}/${path}`)
      if (text === undefined) return []
      // A store has the key before it.
      const at = text.indexOf("-----BEGIN CERTIFICATE")
      if (at === -1) return [["unread", `${path}: holds no certificate`]]
      return [["leaf", `${leafHash(text.slice(at))}  ${path}`]]
    })
    return say(...leaves, ldapLine(host), ["done", "1"])
  },
  "find-zimbra"({ host, args: [tool = "", ...pairs] }) {
    const isHere = host.files.exists(`${host.home}/${tool}`) && pairs.includes(host.home)
    const found: Line[] = [
      ["user", host.user],
      ["home", host.home],
    ]
    return say(...(isHere ? found : []), ["done", "1"])
  },
  lock: guarded(({ host, args }) => {
    const broken = breakLock(host, args)
    const by = takeLock(host, args)
    return by === undefined ? say(...broken, ["lock", `${args[0]}/lock`]) : locked(by)
  }),
  review({ host, args: [base = "", rollout = "", ...paths] }) {
    const folder = `${base}/${rollout}`
    const archive = host.files.exists(`${folder}/backup.ok`)
      ? host.files.text(`${folder}/backup.tar`)
      : undefined
    const [id, by] = holderOf(host, base)
    const rollouts = host.files
      .under(base)
      .flatMap((path) => /\/(\d{8}T[^/]*)\/backup\.ok$/.exec(path)?.[1] ?? [])
    return say(
      ["backup", archive === undefined ? "none" : host.faults.backup === "damaged" ? "corrupt" : "ok"],
      ...firstIn(host, archive ?? "[]", paths),
      ...(id === "" ? [] : [["held", id] as const, ["holder", by] as const]),
      ...rollouts.map((other): Line => ["rollout", other]),
      ["done", "1"],
    )
  },
  "ldap-copy"({ host, args: [, , certificate = "", key = ""] }) {
    if (host.faults.ldap === "down")
      return say(["unread", "zmprov: ERROR: service.FAILURE (system failure: ldap connection)"])
    const { ldapCopy, files } = host
    return say(
      ...hashOf("ldap-certificate", ldapCopy?.cert),
      ...hashOf("ldap-key", ldapCopy?.key),
      ...hashOf("file-certificate", files.text(certificate)),
      ...hashOf("file-key", files.text(key)),
      ["done", "1"],
    )
  },
  "let-go"({ host, args: [base = "", rollout = ""] }) {
    unlock(host, base, rollout)
    return say(["free", "1"])
  },
  stage: guarded(({ host, args, stdin }) => {
    const [base = "", rollout = ""] = args
    const broken = breakLock(host, args)
    const by = takeLock(host, args)
    if (by !== undefined) return locked(by)
    if (host.faults.stage === "disk-full") throw new DiskFull(base)
    const folder = `${base}/stage.${rollout}.${Math.random().toString(36).slice(2, 10)}`
    const files = readTar(stdin)
    for (const { name, content } of files) host.files.write(`${folder}/${name}`, content, 0o600)
    const sums = files.map(({ name }): Line => ["file", `${host.files.sha256(`${folder}/${name}`)}  ${name}`])
    return say(...broken, ...sums, ["staging", folder])
  }),
  backup: guarded(({ host, user, args: [home = "", folder = "", , ...paths] }) => {
    if (host.faults.backup === "disk-full") throw new DiskFull(folder)
    if (!host.files.exists(`${folder}/backup.ok`)) {
      const saved = paths
        .flatMap((path) => host.files.under(`${home}/${path}`))
        .map((path) => save(host, path))
      const absent = paths.filter((path) => !host.files.exists(`${home}/${path}`))
      const files = new UserFiles(host.files, user)
      files.write(`${folder}/absent`, absent.join("\n"), 0o600)
      files.write(`${folder}/backup.tar`, JSON.stringify(saved), 0o600)
      files.write(`${folder}/backup.ok`, "", 0o600)
    }
    return say(["backup", `${folder}/backup.tar`], ["sha256", host.files.sha256(`${folder}/backup.tar`)])
  }),
  "install-key": guarded(({ host, user, args: [folder = "", staged = "", live = ""] }) => {
    const key = host.files.read(staged)
    if (key === undefined || !host.files.exists(`${folder}/backup.ok`)) return failure("cannot install")
    new UserFiles(host.files, user).replace(live, key, 0o600)
    return say(["key", host.files.sha256(live)])
  }),
  detach: ({ host, user, args }) => waitForStep(host, user, args),
  stop: ({ host, args }) => stopStep(host, args),
  restore: guarded(({ host, user, args: [home = "", folder = "", ...folders] }) => {
    const archive = host.files.text(`${folder}/backup.tar`)
    if (archive === undefined || !host.files.exists(`${folder}/backup.ok`)) return say(["none", "1"])
    if (host.faults.restore === "fails") return failure("tar: Unexpected EOF in archive")
    const files = new UserFiles(host.files, user)
    const absent = (host.files.text(`${folder}/absent`) ?? "").split("\n").filter(Boolean)
    for (const path of [...folders, ...absent]) files.remove(`${home}/${path}`)
    const saved: Saved[] = JSON.parse(archive)
    for (const { path, mode, content } of saved) files.write(path, Buffer.from(content, "base64"), mode)
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
    const spared = (host.files.text(`${base}/${rollout}/broke`) ?? "").split("\n")
    for (const old of backups.slice(Number(keep)))
      if (!spared.includes(old)) host.files.remove(`${base}/${old}`)
    unlock(host, base, rollout)
    return say(["finished", "1"])
  },
  "clear-root": () => say(["cleared", "1"]),
  abandon({ host, args: [base = "", rollout = ""] }) {
    for (const old of stagings(host, base, rollout)) host.files.remove(old)
    host.files.remove(`${base}/${rollout}`)
    unlock(host, base, rollout)
    return say(["abandoned", "1"])
  },
}

/** What `zmprov gs` would print the certificate from; without LDAP it can only fail. */
function ldapLine({ faults, ldapCopy }: Machine): Line {
  if (faults.ldap !== undefined)
    return ["unread", "ldap: ERROR: service.FAILURE (system failure: unable to connect)"]
  return ["ldap", ldapCopy === undefined ? "none" : leafHash(ldapCopy.cert)]
}

interface Saved {
  readonly path: string
  readonly mode: number
  /** Base64. */
  readonly content: string
}

function save(host: Machine, path: string): Saved {
  const { content, mode } = host.files.file(path) ?? { content: Buffer.alloc(0), mode: 0 }
  return { path, mode, content: content.toString("base64") }
}

/** What an undo would have to do at a path, and may not. */
function obstacles(host: Machine, user: string, path: string): Line[] {
  const file = host.files.file(path)
  if (file === undefined) {
    const folder = host.files.isFolder(path) ? path : parentOf(path)
    return [
      ...closedFolder(host, user, folder),
      ...host.files.under(path).flatMap((inside) => obstacles(host, user, inside)),
    ]
  }
  const files = new UserFiles(host.files, user)
  if (files.owns(path)) return []
  const what = files.mayRead(path) ? "write" : "read"
  return [["blocked", `${what} ${file.owner}:${file.owner} ${file.mode.toString(8)} ${path}`]]
}

function closedFolder(host: Machine, user: string, folder: string): Line[] {
  if (new UserFiles(host.files, user).mayChangeIn(folder)) return []
  const owner = host.files.ownerOfFolder(folder)
  return [["blocked", `create ${owner}:${owner} 755 ${folder}`]]
}

type Holder = readonly [rollout: string, by: string]

function holderOf(host: Machine, base: string): Holder {
  const [rollout = "", by = ""] = (host.files.text(`${base}/lock/holder`) ?? "").split("\n")
  return [rollout, by]
}

function locked([rollout, by]: Holder): ExecResult {
  return say(["locked-by", rollout], ["locked", by])
}

/** The first certificate of a backup that is one of these paths, as base64. */
function firstIn(host: Machine, archive: string, paths: readonly string[]): Line[] {
  const saved: Saved[] = JSON.parse(archive)
  const bodies = paths.flatMap((path) => {
    const one = saved.find((file) => file.path === `${host.home}/${path}`)
    const text = Buffer.from(one?.content ?? "", "base64").toString()
    const body = /-----BEGIN CERTIFICATE-----([^-]*)-----END/.exec(text)?.[1]?.replace(/\s/g, "")
    return body === undefined ? [] : [body]
  })
  return bodies.slice(0, 1).map((body): Line => ["certificate", body])
}

/** What is done with another rollout's lock and staging where it is broken. */
function breakLock(host: Machine, [base = "", rollout = "", , force]: readonly string[]): Line[] {
  const [other, by] = holderOf(host, base)
  if (force !== "break" || other === "" || other === rollout) return []
  const staged = new Set(stagings(host, base, other).map(parentOf))
  for (const folder of staged) host.files.remove(folder)
  host.files.remove(`${base}/lock`)
  const backup = `${base}/${other}`
  const left = host.files.isFolder(backup)
  if (left) host.files.write(`${base}/${rollout}/broke`, `${other}\n`, 0o600)
  return [
    ["broke", other],
    ["broke-holder", by],
    ...[...staged].map((folder): Line => ["removed", folder]),
    ...(left ? [["left", backup] as const] : []),
  ]
}

/** Who holds the host, when it is another rollout. */
function takeLock(
  host: Machine,
  [base = "", rollout = "", holder = ""]: readonly string[],
): Holder | undefined {
  const lock = `${base}/lock`
  const held = holderOf(host, base)
  if (held[0] !== "" && held[0] !== rollout) return held
  host.files.write(`${lock}/holder`, `${rollout}\n${holder}\n`, 0o600)
  return undefined
}

/** A full disk, or a file of somebody else's, ends a script where it stands. */
function guarded(script: HostScript): HostScript {
  return async (run) => {
    try {
      return await script(run)
    } catch (error) {
      if (error instanceof WriteFailed) return failure(error.message)
      throw error
    }
  }
}

function stagings(host: Machine, base: string, rollout: string): string[] {
  const prefix = `${base}/stage.${rollout}.`
  return host.files.under(base).filter((path) => path.startsWith(prefix))
}

function unlock(host: Machine, base: string, rollout: string): void {
  if (host.files.text(`${base}/lock/holder`)?.startsWith(`${rollout}\n`)) host.files.remove(`${base}/lock`)
}

/** SHA-256 of the first block's DER; nothing where there is none. */
function hashOf(key: string, pem: string | undefined): Line[] {
  return pem?.includes("-----BEGIN") === true ? [[key, leafHash(pem)]] : []
}

function leafHash(pem: string): string {
  const [, base64 = ""] = /-----BEGIN [A-Z ]+-----([^-]*)-----END/.exec(pem) ?? []
  return createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex")
}
