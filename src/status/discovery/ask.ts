import { ToolError } from "../../errors.js"
import { readReports, reported } from "../../remote/script.js"
import type { ExecResult, RemoteCommand, Session } from "../../remote/session.js"
import { tellingLine } from "../../rollout/telling.js"
import { askLdapMaster, askZmprov, findInstallation } from "../../zimbra/discovery.js"
import { type Installation, installations } from "../../zimbra/files.js"
import { type LdapUrl, ldapUrlsIn } from "../../zimbra/serverSettings.js"
import { type Discovered, oneLine } from "./discovered.js"
import { detailQuestions, discoveredOf, nameQuestions, readDetails, readNames } from "./read.js"

export interface AskOptions {
  /** Whether each host name leads anywhere from here; undefined where nobody could say. */
  readonly resolves: (hosts: readonly string[]) => Promise<readonly (boolean | undefined)[]>
  /** Where Zimbra lives; found out unless given. */
  readonly installation?: Installation
  readonly signal?: AbortSignal
}

/** Milliseconds: a JVM's start, and thousands of domains. */
const answerMs = 120_000

/**
 * Asks a running Zimbra over one session, which server is what: two starts of zmprov, and one of zmlocalconfig beside the
 * first. Nothing is changed there, and no key, certificate or password is asked for.
 *
 * @throws ToolError `config` where there is no Zimbra, `remote-command` where it does not answer, or of the session
 */
export async function discover(
  session: Pick<Session, "host" | "exec">,
  { resolves, installation: given, signal }: AskOptions,
): Promise<Discovered> {
  const run = (command: RemoteCommand): Promise<ExecResult> =>
    session.exec(command, { timeoutMs: answerMs, ...(signal === undefined ? {} : { signal }) })
  const installation = given ?? (await findOn(session.host, run))
  const ask = (questions: readonly string[]): Promise<ExecResult> => run(askZmprov(installation, questions))
  const [first, ldapMasters] = await Promise.all([ask(nameQuestions), askMaster(installation, run)])
  const names = readNames(first.stdout)
  if (names === undefined) throw unanswered(session.host, installation, first)
  if (names.servers.length === 0)
    throw new ToolError("remote-command", `${session.host}: zmprov knows of no server`, {
      hint: tryThere(installation),
    })
  const second = await ask(detailQuestions(names))
  const details = readDetails(names, second.stdout)
  if (details === undefined) throw unanswered(session.host, installation, second)
  const told = { source: session.host, installation, names, details, ldapMasters }
  const hosts = [
    ...new Set(discoveredOf(told, () => undefined).servers.map(({ serviceHost }) => serviceHost)),
  ]
  const answers = await resolves(hosts)
  const known = new Map(hosts.map((host, index) => [host, answers[index]]))
  return discoveredOf(told, (host) => known.get(host))
}

async function findOn(
  host: string,
  run: (command: RemoteCommand) => Promise<ExecResult>,
): Promise<Installation> {
  const found = await run(findInstallation())
  const reports = readReports(found.stdout)
  const [user, home] = [reported(reports, "user"), reported(reports, "home")]
  if (user !== undefined && home !== undefined) return { user, home }
  if (!reports.has("done"))
    throw new ToolError("remote-command", `${host}: no shell answers there (${lineOf(found)})`, {
      hint: "the log-in user needs a POSIX shell",
    })
  throw new ToolError(
    "config",
    `${host} has no Zimbra: no zmprov in ${installations.map(({ home: at }) => `${at}/bin`).join(" or ")}`,
    { hint: "name a server of the installation; any one knows all of them" },
  )
}

/** Nobody dies of it: whoever reads the draft is told. */
async function askMaster(
  installation: Installation,
  run: (command: RemoteCommand) => Promise<ExecResult>,
): Promise<LdapUrl[]> {
  return ldapUrlsIn((await run(askLdapMaster(installation))).stdout)
}

function unanswered(host: string, installation: Installation, result: ExecResult): ToolError {
  return new ToolError(
    "remote-command",
    `${host}: zmprov did not answer every question (${lineOf(result)})`,
    {
      hint: tryThere(installation),
    },
  )
}

function lineOf({ stderr, stdout }: ExecResult): string {
  const line = tellingLine(stderr.trim() === "" ? stdout : stderr)
  return line === "" ? "no answer" : oneLine(line)
}

function tryThere({ user }: Installation): string {
  return `does LDAP run? try there, as ${user}: zmprov -l gas`
}
