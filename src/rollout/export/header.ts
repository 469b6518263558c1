import type { Fleet } from "../../fleet/types.js"
import { ownerSinceVersion } from "../../zimbra/version.js"
import type { RolloutPlan } from "../plan.js"

/** What a playbook cannot carry over, a sentence each. */
export function lost({ rollout, hooks }: Pick<Fleet, "rollout" | "hooks">): readonly string[] {
  return [
    "no journal: what was cut off (ansible-playbook killed, its machine gone) is neither resumed nor taken back by certfleet rollout --resume or certfleet rollback, and stays locked; its staging folder with the key stays, too. A run with -e certfleet_break_lock=break goes past the lock, and removes what of its holder is staged.",
    "no load balancer: nobody waits for its probes, and no farm is kept at its minimum (--rolling). A few servers go first with --limit (--canary).",
    "no interruption that puts everything back: Ctrl-C stops where it stands.",
    "a server that is lost half-way is asked once more when all are put back, and not waited for.",
    "servers that failed within certfleet_max_failures are put back after all others have gone on, not at once.",
    "no look at the TLSA records of mail exchangers (DANE): certfleet tlsa shows what must be published first.",
    ...(hooks.length === 0 ? [] : ["no hooks of fleet.yaml."]),
    ...(rollout.windows.length === 0 ? [] : ["no maintenance windows: it begins whenever it is started."]),
    `no Zimbra before ${ownerSinceVersion}, whose zmcertmgr runs as root: its servers are refused.`,
  ]
}

/** What stands at the top of the playbook, in lines of a readable length. */
export function headerOf(fleet: Fleet, { payload, hosts }: RolloutPlan, version: string): string[] {
  return [
    `Brings the certificate of ${payload.commonName} to ${hosts.length} servers; written by certfleet ${version}.`,
    `SHA-256 ${payload.fingerprint}`,
    "",
    "A change of fleet.yaml is not seen here: write it anew. Ansible must pipeline (group_vars say so): without, the key would be",
    "in a temporary file on each server. The servers need Python, this machine certfleet, which proves every port from here.",
    "",
    "What certfleet rollout does and a playbook cannot:",
    ...lost(fleet).flatMap((text) => bullet(text)),
  ]
}

const width = 116

function bullet(text: string): string[] {
  const lines: string[] = [""]
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? ""
    if (last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`
  }
  return lines.map((line, at) => `${at === 0 ? "- " : "  "}${line}`)
}
