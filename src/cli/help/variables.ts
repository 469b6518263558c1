export const prefix = "CERTFLEET_"
const lineLength = 118

/** What steps past a guard is decided anew by whoever runs the command. */
const guards = /^--(?:force|anew|break-lock|outside-window|reuse-key|allow-.+|ignore-.+)$/
/** Somebody would write the passphrase itself into that variable; secrets come from files. */
export const secret = "--passphrase"

/** What there is to know of an option here: `--fail-on`. */
interface Flag {
  readonly long?: string | undefined
}

/** `CERTFLEET_FAIL_ON` for `--fail-on`, at every command that has it; undefined for a flag that is only ever written. */
export function variableOf({ long }: Flag): string | undefined {
  if (long === undefined || long === "--version" || isWrittenOnly(long)) return undefined
  return prefix + words(long)
}

/** What help says of the variables of a command, by its name and all its options; without a name, of those of every command. */
export function variableHelp(options: readonly Flag[], command = "status"): string {
  const lines: string[] = []
  for (const name of options.flatMap((option) => variableOf(option) ?? [])) {
    const last = lines.at(-1)
    if (last === undefined || last.length + name.length > lineLength) lines.push(`  ${name}`)
    else lines[lines.length - 1] = `${last} ${name}`
  }
  const own = `${prefix}${words(command)}_... for ${command} alone`
  const how = `each where its flag is not written, a switch as 1 or 0; ${own}:`
  return `\nEnvironment, ${how}\n${lines.join("\n")}`
}

/** Whether a flag counts on the command line alone. */
export function isWrittenOnly(long: string): boolean {
  return long === secret || guards.test(long)
}

/** `FAIL_ON` for `--fail-on`. */
export function words(name: string): string {
  return name.replace(/^--/, "").replaceAll("-", "_").toUpperCase()
}
