import type { Files, Processes } from "../ports.js"
import { followed } from "../remote/sshConfig/keywords.js"
import type { ConfigFile } from "../remote/sshConfig/lines.js"
import {
  type ConfigWarning,
  type Question,
  type RawSettings,
  type Reading,
  readConfig,
} from "../remote/sshConfig/reading.js"
import { type SshHostSettings, settingsFrom } from "../remote/sshConfig/settings.js"
import { askOpenssh } from "./openssh.js"
import { type LoadedConfig, loadSshConfig } from "./sshConfigFiles.js"
import type { LocalUser } from "./sshHome.js"

export interface HostQuestion {
  readonly host: string
  /** What stands whatever ssh_config says. */
  readonly given: NonNullable<Question["given"]>
  /** Who logs in, and where, if neither says so. */
  readonly usual: { readonly user: string; readonly port: number }
}

/** What ssh_config says of hosts: OpenSSH's own reading where it is installed, else ours. */
export class SshHosts {
  readonly #files: Pick<Files, "read" | "list">
  readonly #processes: Pick<Processes, "run">
  readonly #local: LocalUser
  readonly #config: LoadedConfig
  readonly #warnings = new Map<string, string>()
  readonly #silent: boolean
  #openssh = true

  private constructor(
    machine: { readonly files: Pick<Files, "read" | "list">; readonly processes: Pick<Processes, "run"> },
    local: LocalUser,
    config: LoadedConfig,
  ) {
    this.#files = machine.files
    this.#processes = machine.processes
    this.#local = local
    this.#config = config
    this.#silent = saysNothing(config.user) && saysNothing(config.system)
    for (const warning of config.warnings) this.#note(warning)
  }

  static async load(
    machine: { readonly files: Pick<Files, "read" | "list">; readonly processes: Pick<Processes, "run"> },
    local: LocalUser,
  ): Promise<SshHosts> {
    return new SshHosts(
      machine,
      local,
      await loadSshConfig(machine.files, local.home, local.places.systemFolder),
    )
  }

  /** One line each, with file, line and consequence. */
  get warnings(): readonly string[] {
    return [...this.#warnings.values()]
  }

  async settings({ host, given, usual }: HostQuestion): Promise<SshHostSettings> {
    const { localUser } = this.#local
    const question = { host, given, localUser }
    const first = readConfig(this.#config, question)
    // Conditions ask who logs in: where nobody says so, it is who usually does, and not the local user.
    const nobody = !first.values.has("user") && !first.undecided.has("user")
    const asked = nobody ? { ...question, given: { ...given, user: usual.user } } : question
    const own = nobody ? readConfig(this.#config, asked) : first
    const raw = this.#silent ? own.values : await this.#effective(asked, own)
    const settings = settingsFrom(raw, { host, ...usual, local: this.#local })
    this.#noteSettings(host, settings)
    return settings
  }

  async #effective(question: Question, own: Reading): Promise<RawSettings> {
    const answer = this.#openssh
      ? await askOpenssh(this.#processes, this.#files, this.#local, question)
      : ({ ok: false, problem: undefined } as const)
    // What nobody here can follow does no harm where OpenSSH has followed it.
    for (const warning of own.warnings) if (!answer.ok || !warning.decidable) this.#note(warning)
    if (answer.ok) return withoutDefaults(answer.values, own, question)
    if (answer.problem === undefined) this.#openssh = false
    else
      this.#warnings.set(
        `ssh -G ${answer.problem}`,
        `ssh -G ${question.host} failed (${answer.problem}): ~/.ssh/config is read without it`,
      )
    return own.values
  }

  #noteSettings(host: string, { unknownTokens, certificateFiles }: SshHostSettings): void {
    for (const one of unknownTokens)
      this.#warnings.set(
        one,
        `~/.ssh/config for ${host}: ${one} stands for nothing here, and is left as it is`,
      )
    for (const file of certificateFiles)
      this.#warnings.set(
        file,
        `~/.ssh/config for ${host}: CertificateFile ${file} is not used, as the SSH library cannot log in with certificates: only the bare keys are tried`,
      )
  }

  #note({ file, line, text }: ConfigWarning): void {
    this.#warnings.set(`${file}:${line}`, `${file}, line ${line}: ${text}`)
  }
}

/** Printed without quotes, and with the home of the user database put in for `~`. */
const printedLoosely = ["userknownhostsfile", "globalknownhostsfile", "identityagent"]

/** ssh prints the local user's name and port 22 where nothing is said. */
function withoutDefaults(
  values: RawSettings,
  own: Reading,
  { given = {}, localUser }: Question,
): RawSettings {
  const known = (keyword: string): boolean => own.values.has(keyword) && !own.undecided.has(keyword)
  const nobodysUser = given.user === undefined && values.get("user")?.[0] === localUser && !known("user")
  const nobodysPort = values.get("port")?.[0] === "22" && !known("port")
  const kept = [...values].filter(
    ([keyword]) => !(keyword === "user" && nobodysUser) && !(keyword === "port" && nobodysPort),
  )
  const better = printedLoosely
    .filter(known)
    .map((keyword) => [keyword, own.values.get(keyword) ?? []] as const)
  return new Map([...kept, ...better])
}

/** Whether there is nothing in a file that a log-in follows. */
function saysNothing(file: ConfigFile): boolean {
  return file.every(
    ({ keyword, included }) =>
      !followed.has(keyword) &&
      !keyword.startsWith("canonical") &&
      (included === undefined || included.every(saysNothing)),
  )
}
