import { runProgram } from "../e2e/client.js"

export interface Timing {
  /** Seconds. */
  readonly wall: number
  /** User and system time of the program and of everything it started and waited for, seconds. */
  readonly cpu: number
}

/** Runs a program and counts. Throws when it fails: a failed run is no measurement. */
export async function timed(
  argv: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Timing> {
  const script = 'TIMEFORMAT="@%R %U %S"; time "$@"'
  const run = await runProgram("bash", ["-c", script, "bash", ...argv], {
    env: { ...usualEnvironment(), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  const match = /^@([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(run.stderr)
  if (run.status !== 0 || match === null)
    throw new Error(`${argv.slice(0, 3).join(" ")} … ended with ${run.status}: ${run.stdout}${run.stderr}`)
  const [, wall, user, system] = match.map(Number)
  return { wall: wall ?? Number.NaN, cpu: (user ?? Number.NaN) + (system ?? Number.NaN) }
}

/** Without what one machine may have set and others have not: certificates that node then reads at each start. */
function usualEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "NODE_EXTRA_CA_CERTS"))
}

/** Several commands one after the other, as one piece of work. */
export async function timedAll(commands: readonly (readonly string[])[]): Promise<Timing> {
  let total: Timing = { wall: 0, cpu: 0 }
  for (const argv of commands) {
    const one = await timed(argv)
    total = { wall: total.wall + one.wall, cpu: total.cpu + one.cpu }
  }
  return total
}
