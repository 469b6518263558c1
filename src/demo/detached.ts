import type { ExecResult } from "../remote/session.js"
import type { DetachedRun, Machine } from "./host.js"
import { say } from "./results.js"

/** What waits for one step, or starts it: the same answers as the detach script gives. */
export async function waitForStep(
  host: Machine,
  user: string,
  [folder = "", step = "", limit = "0", ...argv]: readonly string[],
): Promise<ExecResult> {
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

export function stopStep(host: Machine, [folder = "", step = ""]: readonly string[]): ExecResult {
  host.runs.get(`${folder}/${step}`)?.kill()
  return say(["stopped", "1"])
}

function start(host: Machine, user: string, argv: readonly string[]): DetachedRun {
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
