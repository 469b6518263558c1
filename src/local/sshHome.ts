import { homedir, hostname, userInfo } from "node:os"

/** What ssh_config's tokens and defaults take from this machine and its user. */
export interface LocalUser {
  readonly home: string
  readonly localUser: string
  readonly localUserId: number
  readonly localHost: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where OpenSSH looks for ~/.ssh: the user database's word, whatever HOME says. */
  readonly databaseHome: string
}

export function localUser(env: Readonly<Record<string, string | undefined>>): LocalUser {
  const known = knownUser()
  return {
    home: env["HOME"] || known.home,
    localUser: known.name || env["USER"] || "",
    localUserId: known.id,
    localHost: hostname(),
    env,
    databaseHome: known.home,
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
