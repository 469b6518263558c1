/** The doors that a certificate comes in by, and what each says of it. */
import { mkdirSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { createServer } from "node:tls"
import { faults } from "../../src/assess/faults.js"
import type { ProfileName } from "../../src/path/profile.js"
import type { Certificate } from "../../src/x509/certificate.js"
import { writePem } from "../../src/x509/pem.js"
import { temporaryFolder } from "../cli/folder.js"
import { runCli } from "../cli/testIo.js"
import { at, ca, host } from "../path/graph.js"
import { realClock } from "../probe/material.js"
import { keyPair } from "../x509/factory.js"

export interface Case {
  readonly name: string
  readonly leaf: Certificate
  /** What lies or is sent beside the leaf, in its order. */
  readonly chain: readonly Certificate[]
  /** The codes of every door that can know them. */
  readonly codes: readonly string[]
  /** What is named with --trust, unless the root. */
  readonly trusted?: Certificate
  /** The bundle loader refuses such a folder before anything is judged. */
  readonly noBundle?: boolean
  /** No root is named: that counts which came along. */
  readonly believed?: boolean
  /** As one's own CA's unless given. */
  readonly profile?: ProfileName
}

export const root = ca("root>root")

const codesOfFaults: ReadonlySet<string> = new Set(Object.values(faults).map(({ code }) => code))
/** What only an order, a handshake or a name that was asked for can show. */
const ofOrder = new Set([
  "chain-disordered",
  "chain-duplicate-certificate",
  "chain-unrelated-certificate",
  "chain-not-for-zimbra",
])
const ofHandshake = new Set(["served-without-chain", "served-tls-old", "host-name-mismatch", "revoked"])

export interface Door {
  readonly name: string
  readonly look: (one: Case, folder: string) => Promise<string>
  /** What this door cannot know: a pile has no order, a file was asked for by no name. */
  readonly blindTo: ReadonlySet<string>
  readonly skips?: (one: Case) => boolean
}

/** What a command printed at the moment of the chains. */
export const cli = async (argv: readonly string[], cwd: string): Promise<string> => {
  const { stdout, stderr } = await runCli(argv, { cwd, now: at.getTime(), sleep: realClock.sleep })
  return `${stdout}\n${stderr}`
}
const union = (...sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]))
const judged = ({ profile = "private", believed }: Case): readonly string[] => [
  ...["--profile", profile],
  ...(believed === true ? [] : ["--trust", "root.pem"]),
]

export const doors: readonly Door[] = [
  {
    name: "check",
    look: (one, cwd) => cli(["check", "chain.pem", "--no-fleet", ...judged(one)], cwd),
    blindTo: union(ofHandshake, new Set(["chain-not-for-zimbra"])),
  },
  {
    name: "import",
    look: (one, cwd) =>
      cli(
        ["import", "chain.pem", "--key-file", "commercial.key", "--out", "new", "--no-fleet", ...judged(one)],
        cwd,
      ),
    blindTo: union(ofOrder, ofHandshake),
  },
  {
    name: "lint FILE",
    look: (one, cwd) => cli(["lint", "chain.pem", "--no-config", ...judged(one)], cwd),
    blindTo: union(ofHandshake, new Set(["chain-not-for-zimbra"])),
    // A leaf with nothing beside it says nothing about its chain.
    skips: ({ chain, codes }) => chain.length === 0 && !codes.includes("self-signed"),
  },
  {
    name: "lint FOLDER",
    look: (one, cwd) => cli(["lint", "bundle", "--no-config", ...judged(one)], cwd),
    blindTo: union(ofOrder, ofHandshake),
  },
  {
    name: "lint HOST:PORT",
    look: (one, cwd) =>
      serving(one, (port) =>
        cli(["lint", `${host}:${port}`, "--connect", "127.0.0.1", "--no-config", ...judged(one)], cwd),
      ),
    blindTo: new Set(["chain-not-for-zimbra"]),
  },
  {
    name: "probe",
    look: (one, cwd) =>
      serving(one, (port) =>
        cli(["probe", `${host}:${port}`, "--connect", "127.0.0.1", ...judged(one)], cwd),
      ),
    blindTo: new Set(["chain-not-for-zimbra"]),
  },
  {
    name: "rollout",
    look: (_, cwd) => cli(["rollout", "bundle", "--dry-run"], cwd),
    // The root was believed, and that told, when the bundle was imported.
    blindTo: union(
      ofHandshake,
      new Set(["chain-root-not-trusted", "bundle-root-as-delivered", "chain-not-for-zimbra"]),
    ),
    skips: ({ noBundle }) => noBundle === true,
  },
]

async function serving(one: Case, work: (port: number) => Promise<string>): Promise<string> {
  const server = createServer({
    key: keyOf(one),
    cert: pem([one.leaf, ...one.chain]),
    ciphers: "DEFAULT:@SECLEVEL=0",
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    return await work((server.address() as AddressInfo).port)
  } finally {
    server.close()
  }
}

function pem(certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => writePem("CERTIFICATE", der)).join("")
}

function keyOf(one: Case): string {
  const pair = [keyPair("leaf"), keyPair("rsa"), keyPair("short leaf")].find(({ publicKey }) =>
    Buffer.from(one.leaf.publicKey.der).equals(publicKey.export({ type: "spki", format: "der" })),
  )
  if (pair === undefined) throw new Error(`${one.name}: whose key is it?`)
  return pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
}

function folderFor(one: Case): string {
  const folder = temporaryFolder()
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  put("chain.pem", pem([one.leaf, ...one.chain]))
  // The root as it came along, where it is this CA's: what is wrong with it counts.
  const arrived = one.chain.find(({ subject }) => subject.key === root.subject.key)
  put("root.pem", pem([one.trusted ?? arrived ?? root]))
  put("commercial.key", keyOf(one))
  put("fleet.yaml", `certificate: { commonName: ${host} }\nservers: [{ host: ${host}, roles: [mailbox] }]\n`)
  mkdirSync(join(folder, "bundle"))
  put("bundle/commercial.key", keyOf(one))
  put("bundle/commercial.crt", pem([one.leaf]))
  put("bundle/commercial_ca.crt", pem(one.chain))
  return folder
}

/** A fault as a door tells it: severity, message, hint and citation in one line. */
export interface Said {
  readonly code: string
  readonly words: string
}

/** By door: the faults that it finds, as far as every door like it could know them; without their places. */
export async function saidByDoor(one: Case): Promise<Readonly<Record<string, readonly Said[]>>> {
  const seen: Record<string, readonly Said[]> = {}
  for (const { name, look, blindTo, skips } of doors) {
    if (skips?.(one) === true) continue
    const all = saidIn(await look(one, folderFor(one)))
    seen[name] = all.filter(({ code }) => codesOfFaults.has(code) && !blindTo.has(code))
  }
  return seen
}

const told = /(?:^|: )((?:error|warning|notice): .*) \[([a-z0-9-]+)\]\n((?: {4}.*\n)*)/gm

/** What a door printed, as it told it. */
export function saidIn(text: string): readonly Said[] {
  return [...text.matchAll(told)].map(([, message = "", code = "", rest = ""]) => ({
    code,
    words: `${message}\n${rest.replace(/^ {4}on: .*\n/gm, "")}`,
  }))
}

/** By door: the codes of those faults. */
export async function codesByDoor(one: Case): Promise<Readonly<Record<string, readonly string[]>>> {
  const seen = Object.entries(await saidByDoor(one))
  return Object.fromEntries(
    seen.map(([door, said]) => [door, [...new Set(said.map(({ code }) => code))].sort()]),
  )
}
