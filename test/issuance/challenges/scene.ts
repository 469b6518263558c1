import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import type { ChallengeTask } from "../../../src/acme/authorization.js"
import { ask } from "../../../src/dns/ask.js"
import type { Dns } from "../../../src/dns/lookUp.js"
import type { DnsServer } from "../../../src/dns/transport.js"
import type { Hook } from "../../../src/issuance/challenges/hook.js"
import { localProcesses } from "../../../src/local/processes.js"
import type { Clock } from "../../../src/ports.js"
import { doorsOf, mapped } from "../../support/knot.js"

/** Time limits of single questions are real, waits between looks pass at once. */
export class SkippingClock implements Clock {
  #ahead = 0

  now(): number {
    return Date.now() + this.#ahead
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const isLimit = ms >= questionMs
    if (!isLimit) this.#ahead += ms
    await delay(isLimit ? ms : 5, undefined, signal === undefined ? {} : { signal })
  }
}

const questionMs = 20_000

/** One server for each address of RFC 5737 that a zone names, and the first as resolver. */
export function dnsOver(servers: Readonly<Record<string, DnsServer>>, resolver: DnsServer): Dns {
  const doors = doorsOf(mapped({ ...servers, resolver }), new SkippingClock())
  return { ...doors, resolver: { servers: [resolver], isTrusted: false }, timeoutMs: questionMs }
}

export async function textsAt(server: DnsServer, name: string): Promise<readonly string[]> {
  const { answers } = await ask(doorsOf(), server, { name, type: "TXT" }, { recursion: false })
  return answers.flatMap((one) => (one.type === "TXT" ? [one.text] : [])).sort()
}

export function taskFor(domain: string, token = `token-of-${domain.replaceAll(".", "-")}`): ChallengeTask {
  return {
    ...{
      identifier: { type: "dns", value: domain },
      wildcard: false,
      keyAuthorization: `${token}.thumbprint`,
    },
    challenge: { type: "dns-01", url: `https://ca.example.edu/${domain}`, status: "pending", token },
  }
}

export interface HookScript {
  readonly file: string
  /** Lines that it was called with. */
  calls(): readonly string[]
}

/** A hook of shell lines, which notes its words and its environment. */
export function hookScript(folder: string, body = ""): HookScript {
  const [file, log] = [join(folder, "hook"), join(folder, "hook.log")]
  writeFileSync(log, "")
  writeFileSync(file, `#!/bin/sh\necho "$*" >> ${log}\nenv > ${log}.env\n${body}\n`)
  chmodSync(file, 0o755)
  return { file, calls: () => readFileSync(log, "utf8").split("\n").filter(Boolean) }
}

export function hookOf(folder: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Hook {
  const processes = localProcesses({ PATH: process.env["PATH"], ...env })
  return { argv, folder, processes, timeoutMs: 20_000 }
}
