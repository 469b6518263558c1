import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type JournalEntry, readJournal } from "../../src/rollout/record/journal.js"
import { deliveryFolder, fleetYaml, program } from "../e2e/certfleet.js"
import { type SshdFleet, type SshdHostSpec, startSshdFleet } from "../e2e/sshd.js"
import { newCa, served } from "../probe/material.js"
import { type Measure, median } from "./benchmark.js"
import { writeSshConfig } from "./sshConfig.js"
import { type Timing, timed, timedAll } from "./timed.js"

const rounds = 3

const specs: readonly SshdHostSpec[] = [
  { name: "ldap02.example.edu", roles: ["ldap"] },
  { name: "ldap01.example.edu", roles: ["ldap"], ldapMaster: true },
  ...["mbs01", "mbs02", "mbs03", "mbs04"].map((name) => ({
    name: `${name}.example.edu`,
    roles: ["mailbox"] as const,
  })),
  ...["prx01", "prx02", "prx03"].map((name) => ({ name: `${name}.example.edu`, roles: ["proxy"] as const })),
  ...["mx01", "mx02", "mx03"].map((name) => ({ name: `${name}.example.edu`, roles: ["mta"] as const })),
]

const tools = { mailbox: "zmmailboxdctl restart", proxy: "zmproxyctl reload", mta: "zmmtactl reload" }

/**
 * A whole rollout against what pssh needs for its bare steps, in the same waves. Seconds of real servers are simulated on
 * both sides: 0.05 s for each of deploycrt's writes (two seconds in all), 4 s for each restart.
 */
export async function measureRollout(): Promise<Measure[]> {
  const ca = await newCa(Date.now)
  const [one, other] = [
    await served(ca, ["mail.example.edu", "*.example.edu"]),
    await served(ca, ["mail.example.edu", "*.example.edu"]),
  ]
  const fleet = await startSshdFleet({
    hosts: specs,
    initial: { key: one.key, crt: one.cert, ca: one.chain },
  })
  const cwd = await mkdtemp(join(tmpdir(), "certfleet-bench-"))
  try {
    await Promise.all(
      fleet.hosts.flatMap((host) => [host.fault("slow", "0.05"), host.fault("restart-takes", "4")]),
    )
    const fleetFiles = await Promise.all(
      (["direct", "ssh"] as const).map((way) => fleetFile(fleet, cwd, way)),
    )
    const [near = "", through = ""] = fleetFiles
    const mine = await deliveryFolder(join(cwd, "one"), other)
    const theirs = await deliveryFolder(join(cwd, "other"), one)
    const steps = await psshSteps(fleet, theirs)
    const times: { certfleet: Timing[]; pssh: Timing[] } = { certfleet: [], pssh: [] }
    for (let round = 0; round < rounds; round++) {
      times.certfleet.push(
        await timed([process.execPath, program, "rollout", mine, "--fleet", near], { cwd }),
      )
      times.pssh.push(await timedAll(steps))
    }
    const looks: Record<"near" | "through", Spans[]> = { near: [], through: [] }
    for (let round = 0; round < rounds; round++) {
      looks.near.push(await rollOut(mine, near, cwd))
      looks.through.push(await rollOut(theirs, through, cwd))
    }
    const wall = (timings: readonly Timing[]): number => median(timings.map((timing) => timing.wall))
    const against: Measure = {
      name: `whole rollout of ${specs.length} hosts, wall against pssh`,
      value: wall(times.certfleet) / wall(times.pssh),
      limit: 1.15,
      unit: "×",
      detail: `${wall(times.certfleet).toFixed(1)} s against ${wall(times.pssh).toFixed(1)} s for copy, verifycrt, deploycrt and restart alone`,
    }
    return [against, preflightShare(looks.near), ...throughSsh(looks)]
  } finally {
    await fleet.stop()
    await rm(cwd, { recursive: true, force: true })
  }
}

async function fleetFile(fleet: SshdFleet, cwd: string, way: "direct" | "ssh"): Promise<string> {
  const file = join(cwd, `${way}.yaml`)
  await writeFile(file, fleetYaml(fleet, { user: "zimbra", prove: () => way }))
  return file
}

/** Parts of one rollout, in seconds, by the times in its journal. */
interface Spans {
  readonly whole: number
  /** Until the last host has passed its preflight. */
  readonly preflight: number
  /** The longest proof of a host. */
  readonly proof: number
}

async function rollOut(folder: string, fleetFileName: string, cwd: string): Promise<Spans> {
  const events = join(cwd, "events.jsonl")
  await rm(events, { force: true })
  const words = ["rollout", folder, "--fleet", fleetFileName, "--events", events]
  await timed([process.execPath, program, ...words], { cwd })
  const { entries } = readJournal(await readFile(events, "utf8"))
  const at = (entry: JournalEntry | undefined): number => Date.parse(entry?.time ?? "") / 1000
  const begin = at(entries[0])
  const proofs = entries.map((entry) =>
    entry.type === "phase" && entry.phase === "prove" && entry.state === "ok" ? entry.ms / 1000 : 0,
  )
  const isPreflight = (entry: JournalEntry): boolean => entry.type === "phase" && entry.phase === "preflight"
  return {
    whole: at(entries.at(-1)) - begin,
    preflight: at(entries.findLast(isPreflight)) - begin,
    proof: Math.max(...proofs),
  }
}

function preflightShare(spans: readonly Spans[]): Measure {
  const [preflight, whole] = [
    median(spans.map((one) => one.preflight)),
    median(spans.map((one) => one.whole)),
  ]
  return {
    name: "of it, until every host has passed its preflight",
    value: (100 * preflight) / whole,
    unit: "%",
    detail: `${preflight.toFixed(2)} s of ${whole.toFixed(1)} s`,
  }
}

function throughSsh({ near, through }: Readonly<Record<"near" | "through", Spans[]>>): Measure[] {
  return (["proof", "whole"] as const).map((span) => {
    const [here, there] = [median(near.map((one) => one[span])), median(through.map((one) => one[span]))]
    return {
      name: `${span === "proof" ? "the longest proof of a host" : "the whole rollout"}, proof through SSH against proof from here`,
      value: there / here,
      // A look takes the server's sshd as well: how much longer than from here is the machine's matter, the rollout's is ours.
      ...(span === "whole" ? { limit: 1.15 } : {}),
      unit: "×",
      detail: `${there.toFixed(2)} s against ${here.toFixed(2)} s`,
    }
  })
}

/** What an administrator with pssh would run, in the waves that certfleet keeps: replica, master, all others. */
async function psshSteps(fleet: SshdFleet, payload: string): Promise<string[][]> {
  const { config, hostList, names } = await writeSshConfig(fleet, "zimbra")
  const common = ["-p", "64", "-x", `-F ${config}`]
  const all = ["-h", hostList, ...common]
  const only = (...hosts: readonly (string | undefined)[]): string[] => [
    ...hosts.flatMap((host) => ["-H", host ?? ""]),
    ...common,
  ]
  const staged = "/opt/zimbra/ssl/staged"
  const files = ["commercial.key", "commercial.crt", "commercial_ca.crt"]
  const at = files.map((name) => `${staged}/${name}`)
  const commercial = "/opt/zimbra/ssl/zimbra/commercial"
  const restart = Object.entries(tools).map(([role, command]) => {
    const prefix = { mailbox: "mbs", proxy: "prx", mta: "mx" }[role]
    return `${prefix}*) /opt/zimbra/bin/${command};;`
  })
  await Promise.all(fleet.hosts.map((host) => fleet.ssh(host, "zimbra", `mkdir -p -m 700 ${staged}`)))
  return [
    ["parallel-scp", ...all, ...files.map((name) => join(payload, name)), staged],
    ["parallel-ssh", ...all, `/opt/zimbra/bin/zmcertmgr verifycrt comm ${at.join(" ")}`],
    [
      "parallel-ssh",
      ...all,
      `cp ${at[0]} ${commercial}/commercial.key && /opt/zimbra/bin/zmcertmgr deploycrt comm ${at[1]} ${at[2]}`,
    ],
    ["parallel-ssh", ...only(names[0]), "/opt/zimbra/bin/ldap restart"],
    ["parallel-ssh", ...only(names[1]), "/opt/zimbra/bin/ldap restart"],
    ["parallel-ssh", ...only(...names.slice(2)), `case $(uname -n) in ${restart.join(" ")} esac`],
  ]
}
