// One rollout after the other in one process, whose file descriptors are counted before the first and after each.
// The rollouts come as JSON in the file named by argv, the counts go to standard output.
import { readFileSync } from "node:fs"
import { descriptors, SocketWatch } from "../support/descriptors.js"
import { rollOutOverSsh, type SshRollout } from "../support/sshRollout.js"

export interface Counts {
  /** Before the first rollout, then after each. */
  readonly held: readonly number[]
  /** Connections that the rollouts opened, together. */
  readonly opened: number
  /** Hosts that got the new certificate, rollout by rollout. */
  readonly done: readonly number[]
}

async function count(rollouts: readonly SshRollout[]): Promise<Counts> {
  const watch = new SocketWatch()
  const held = [descriptors()]
  const done: number[] = []
  for (const rollout of rollouts) {
    const { hosts } = await rollOutOverSsh(rollout)
    // A socket that nobody has given up would never close: better to count it than to wait for it.
    if (watch.kept().length === 0) await watch.closed()
    held.push(descriptors())
    done.push(hosts.filter(({ outcome }) => outcome === "done").length)
  }
  return { held, opened: watch.opened, done }
}

const rollouts = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as SshRollout[]
// What is still open must not keep the process from ending: it has been counted.
count(rollouts).then((counts) => process.stdout.write(JSON.stringify(counts), () => process.exit()))
