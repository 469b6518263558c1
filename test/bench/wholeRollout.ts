import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
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
export async function measureRollout(): Promise<Measure> {
  const ca = await newCa(Date.now)
  const [one, other] = [await served(ca, ["mail.example.edu"]), await served(ca, ["mail.example.edu"])]
  const fleet = await startSshdFleet({
    hosts: specs,
    initial: { key: one.key, crt: one.cert, ca: one.chain },
  })
  const cwd = await mkdtemp(join(tmpdir(), "certfleet-bench-"))
  try {
    await Promise.all(
      fleet.hosts.flatMap((host) => [host.fault("slow", "0.05"), host.fault("restart-takes", "4")]),
    )
    await writeFile(join(cwd, "fleet.yaml"), fleetYaml(fleet, { user: "zimbra" }))
    const mine = await deliveryFolder(join(cwd, "one"), other)
    const theirs = await deliveryFolder(join(cwd, "other"), one)
    const steps = await psshSteps(fleet, theirs)
    const times: { certfleet: Timing[]; pssh: Timing[] } = { certfleet: [], pssh: [] }
    for (let round = 0; round < rounds; round++) {
      times.certfleet.push(await timed([process.execPath, program, "rollout", mine], { cwd }))
      times.pssh.push(await timedAll(steps))
    }
    const wall = (timings: readonly Timing[]): number => median(timings.map((timing) => timing.wall))
    return {
      name: `whole rollout of ${specs.length} hosts, wall against pssh`,
      value: wall(times.certfleet) / wall(times.pssh),
      limit: 1.15,
      unit: "×",
      detail: `${wall(times.certfleet).toFixed(1)} s against ${wall(times.pssh).toFixed(1)} s for copy, verifycrt, deploycrt and restart alone`,
    }
  } finally {
    await fleet.stop()
    await rm(cwd, { recursive: true, force: true })
  }
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
