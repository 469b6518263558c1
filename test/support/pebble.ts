import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { get } from "node:https"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as delay } from "node:timers/promises"
import { runProgram } from "../e2e/client.js"
import { freePorts } from "../e2e/ports.js"

/*
 * Pebble, the test CA of Let's Encrypt's, and the responder that comes with it: it answers DNS questions of Pebble's and serves
 * http-01. Both on loopback with ports of their own.
 */

export interface PebbleOptions {
  /** Binding credentials, key identifier to base64url MAC key; with any, new accounts have to be bound. */
  readonly bindings?: Readonly<Record<string, string>>
  /** PEBBLE_… of its documentation. */
  readonly environment?: Readonly<Record<string, string>>
  /** Who answers its DNS questions, `ADDRESS:PORT`; the responder unless given. */
  readonly dnsServer?: string
}

export interface Pebble {
  readonly directory: string
  /** Certificate of its HTTPS server, PEM. */
  readonly certificate: string
  /** Address of the responder's management interface. */
  readonly responder: string
  /** One command of the responder's management interface. */
  respond(command: string, body: object): Promise<void>
  /** Its root, and those of its alternate chains, PEM: no ACME server sends one. */
  root(nth?: number): Promise<string>
  log(): string
  stop(): Promise<void>
}

/** Why these tests cannot run here; undefined where they can. */
export function whyNoPebble(): string | undefined {
  const programs = ["pebble", "pebble-challtestsrv", "openssl", "setpriv"].map((name) => `/usr/bin/${name}`)
  return programs.filter((file) => !existsSync(file)).map((file) => `needs ${file}`)[0]
}

/** A certificate for loopback, signed by itself, and its key. */
export async function loopbackCertificate(
  folder: string,
  names = "DNS:localhost,IP:127.0.0.1",
): Promise<{ key: string; certificate: string }> {
  const [key, certificate] = [join(folder, "server.key"), join(folder, "server.pem")]
  const made = await runProgram("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", `subjectAltName=${names}`],
    ...["-keyout", key, "-out", certificate],
  ])
  if (made.status !== 0) throw new Error(made.stderr)
  return { key, certificate }
}

export async function startPebble({
  bindings,
  dnsServer,
  environment = {},
}: PebbleOptions = {}): Promise<Pebble> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-pebble-"))
  const [acme = 0, management = 0, http = 0, dns = 0, responder = 0, tls = 0] = await freePorts(6)
  const { key, certificate } = await loopbackCertificate(folder)
  const config = join(folder, "config.json")
  const pebble = {
    ...{ listenAddress: `127.0.0.1:${acme}`, managementListenAddress: `127.0.0.1:${management}` },
    ...{ certificate, privateKey: key, httpPort: http, tlsPort: tls, ocspResponderURL: "" },
    ...{ certificateValidityPeriod: 100 * 24 * 3600, externalAccountBindingRequired: bindings !== undefined },
    ...(bindings === undefined ? {} : { externalAccountMACKeys: bindings }),
  }
  await writeFile(config, JSON.stringify({ pebble }))
  let log = ""
  const start = (
    program: string,
    args: readonly string[],
    more: Readonly<Record<string, string>>,
  ): ChildProcess => {
    const child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args], {
      env: { PATH: "/usr/bin:/bin", ...more },
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (part: Buffer) => {
        log += part.toString()
      })
    return child
  }
  const children = [
    start(
      "pebble-challtestsrv",
      [
        ...["-dns01", `127.0.0.1:${dns}`, "-http01", `127.0.0.1:${http}`, "-https01", "", "-tlsalpn01", ""],
        ...["-management", `127.0.0.1:${responder}`, "-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""],
      ],
      {},
    ),
    start("pebble", ["-strict", "-config", config, "-dnsserver", dnsServer ?? `127.0.0.1:${dns}`], {
      PEBBLE_VA_NOSLEEP: "1",
      PEBBLE_AUTHZREUSE: "0",
      ...environment,
    }),
  ]
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end))
    await rm(folder, { recursive: true, force: true })
  }
  const limit = performance.now() + 30_000
  for (const port of [acme, responder])
    while (!(await opens(port))) {
      if (performance.now() > limit || children.some(({ exitCode }) => exitCode !== null)) {
        await stop()
        throw new Error(`Pebble did not start: ${log}`)
      }
      await delay(20)
    }
  return {
    directory: `https://127.0.0.1:${acme}/dir`,
    certificate: await readFile(certificate, "utf8"),
    responder: `http://127.0.0.1:${responder}`,
    respond: async (command, body) => {
      const url = `http://127.0.0.1:${responder}/${command}`
      const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${command}: ${answer.status} ${await answer.text()}`)
    },
    root: (nth = 0) => read(`https://127.0.0.1:${management}/roots/${nth}`),
    log: () => log,
    stop,
  }
}

/** From its management interface, whose certificate is as self-signed as that of the other one. */
function read(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false }, (response) => {
      text(response).then(resolve, reject)
    }).once("error", reject)
  })
}

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port })
    socket.once("connect", () => resolve(true))
    socket.once("error", () => resolve(false))
    socket.once("connect", () => socket.destroy())
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGKILL")
  await gone
}
