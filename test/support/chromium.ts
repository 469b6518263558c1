import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { type Browser, chromium } from "playwright-core"

/** The browser of this machine; undefined where there is none. */
export const chromiumPath: string | undefined = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
  .find(isProgram)

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Without a sandbox, as root has none; with a folder of its own, and nothing that asks the network.
 *
 * @param home whose trust store counts, unless the user's own
 */
export function startChromium({
  home,
  args = [],
}: {
  readonly home?: string
  readonly args?: readonly string[]
} = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? "chromium",
    chromiumSandbox: false,
    ...(home === undefined ? {} : { env: { ...process.env, HOME: home } }),
    args: [
      ...args,
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
}
