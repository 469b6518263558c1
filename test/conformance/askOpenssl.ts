/** The question of an x509-limbo case, put to the installed `openssl verify` as Zimbra puts its own. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { LimboCase } from "./limbo.js"

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

export interface OpensslAnswer {
  readonly accepted: boolean
  /** `OK`, or its first error. */
  readonly text: string
}

const flags = { DNS: "-verify_hostname", IP: "-verify_ip", RFC822: "-verify_email" } as const

/** Undefined where there is no openssl, or no way to ask it this: purposes that it does not know. */
export function askOpenssl(test: LimboCase, at: Date): OpensslAnswer | undefined {
  const { expected_peer_name: name, extended_key_usage: usages } = test
  const usual = usages.every((usage) => usage === "serverAuth" || usage === "clientAuth")
  if (!hasOpenssl || !usual || usages.length > 1) return undefined
  const folder = mkdtempSync(join(tmpdir(), "certfleet-limbo-"))
  try {
    const file = (kind: string, pems: readonly string[]): string => {
      const path = join(folder, kind)
      writeFileSync(path, pems.map((pem) => `${pem.trimEnd()}\n`).join(""))
      return path
    }
    const names = [...(name === null ? [] : [name]), ...test.expected_peer_names]
    const purpose = usages[0] === undefined ? test.validation_kind === "SERVER" : usages[0] === "serverAuth"
    const options = [
      ["verify", "-no-CApath", "-no-CAstore", "-CAfile", file("trusted", test.trusted_certs)],
      test.untrusted_intermediates.length > 0
        ? ["-untrusted", file("pool", test.untrusted_intermediates)]
        : [],
      ["-purpose", purpose ? "sslserver" : "sslclient"],
      ["-attime", String(Math.floor(at.getTime() / 1000))],
      test.max_chain_depth === null ? [] : ["-verify_depth", String(test.max_chain_depth)],
      test.crls.length > 0 ? ["-crl_check", "-CRLfile", file("lists", test.crls)] : [],
    ].flat()
    const leaf = file("leaf", [test.peer_certificate])
    // It takes one name of a kind: several are asked for in turn.
    const asked = names.length === 0 ? [[]] : names.map(({ kind, value }) => [flags[kind], value])
    const answers = asked.map((about) => answerTo([...options, ...about, leaf]))
    return answers.find(({ accepted }) => !accepted) ?? { accepted: true, text: "OK" }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function answerTo(args: readonly string[]): OpensslAnswer {
  const run = spawnSync("openssl", args, { encoding: "utf8" })
  if (run.status === 0) return { accepted: true, text: "OK" }
  return {
    accepted: false,
    text: /error \d+ at \d+ depth lookup: .*/.exec(run.stderr + run.stdout)?.[0] ?? run.stderr.trim(),
  }
}
