import { rootHelp } from "./root.js"

/** `certfleet --help`, and nothing else; resolves to the process's exit code and never throws. */
export async function main(): Promise<number> {
  const { stdout } = process
  // Whoever waits for the write hears of it.
  stdout.on("error", () => undefined)
  const lost = await new Promise((resolve) => stdout.write(rootHelp(stdout.columns), resolve))
  return lost instanceof Error ? (await import("../main.js")).afterLoss(lost) : 0
}
