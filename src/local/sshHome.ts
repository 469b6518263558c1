import { homedir, hostname, userInfo } from "node:os"
import { win32 } from "node:path"

/** What OpenSSH of this platform has for everybody. */
export interface OpensshPlaces {
  /** With ssh_config and ssh_known_hosts. */
  readonly systemFolder: string
  /** Where its agent listens if SSH_AUTH_SOCK says nothing; undefined where only that says it. */
  readonly agent?: string
}

/** As OpenSSH's own readme has it for Windows, where nothing of this was ever tried. */
export function opensshPlaces(
  env: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): OpensshPlaces {
  if (platform !== "win32") return { systemFolder: "/etc/ssh" }
  const data = env["ProgramData"] ?? env["PROGRAMDATA"] ?? "C:\\ProgramData"
  return { systemFolder: win32.join(data, "ssh"), agent: "\\\\.\\pipe\\openssh-ssh-agent" }
}

/** What ssh_config's tokens and defaults take from this machine and its user. */
export interface LocalUser {
  readonly home: string
  readonly localUser: string
  readonly localUserId: number
  readonly localHost: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where OpenSSH looks for ~/.ssh: the user database's word, whatever HOME says. */
  readonly databaseHome: string
  readonly places: OpensshPlaces
}

export function localUser(env: Readonly<Record<string, string | undefined>>, platform?: string): LocalUser {
  const known = knownUser()
  return {
    home: env["HOME"] || known.home,
    localUser: known.name || env["USER"] || "",
    localUserId: known.id,
    localHost: hostname(),
    env,
    databaseHome: known.home,
    places: opensshPlaces(env, platform),
  }
}

/** A user id without an entry, as containers have them, is no error here. */
function knownUser(): { readonly name: string; readonly id: number; readonly home: string } {
  try {
    const { username, uid, homedir: home } = userInfo()
    return { name: username, id: uid, home: home ?? homedir() }
  } catch {
    return { name: "", id: process.getuid?.() ?? -1, home: homedir() }
  }
}
