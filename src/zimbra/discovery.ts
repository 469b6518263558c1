import { type Script, scriptCommand } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"
import { type Installation, installations, tools } from "./files.js"
import { say } from "./say.js"

/** $1 a tool below the home, then user and home in pairs: which of them have it here. Changes nothing. */
export const findScript: Script = {
  name: "find-zimbra",
  text: `${say}
tool=$1
shift
while [ $# -gt 1 ]; do
  if id "$1" >/dev/null 2>&1 && [ -x "$2/$tool" ]; then say user "$1"; say home "$2"; fi
  shift 2
done
say done 1`,
}

/** Who owns the installation, and where it is: asked as whoever logged in. Reports `@user` and `@home`, and `@done`. */
export function findInstallation(): RemoteCommand {
  const pairs = installations.flatMap(({ user, home }) => [user, home])
  return scriptCommand(findScript, { args: [tools.provisioning, ...pairs] })
}

/**
 * One zmprov for many questions: each start of it is a JVM's, 2 to 4 s. `-l` talks to LDAP and works while mailboxd is
 * down.
 */
export function askZmprov({ user, home }: Installation, questions: readonly string[]): RemoteCommand {
  const stdin = Buffer.from(questions.map((question) => `${question}\n`).join(""))
  return { name: "zmprov", argv: [`${home}/${tools.provisioning}`, "-l"], user, stdin }
}

/** One key alone: with `-s`, or without a key, passwords would come along. */
export function askLdapMaster({ user, home }: Installation): RemoteCommand {
  const argv = [`${home}/${tools.localConfig}`, "-m", "nokey", "ldap_master_url"]
  return { name: "zmlocalconfig", argv, user }
}
