import { spawn } from "node:child_process"
import { createHmac, randomBytes } from "node:crypto"

export interface CommandResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program of this machine to its end, whatever that is. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on("error", reject).on("close", (status) => resolve({ status, stdout, stderr }))
    // A program that does not read its input is no failure of ours.
    child.stdin.on("error", () => undefined).end(options.input ?? "")
  })
}

/** One line of a hashed known_hosts file, as ssh-keygen -H writes it: `|1|salt|HMAC-SHA1 of the name`. */
export function hashedKnownHost(name: string, port: number, publicKey: string): string {
  const salt = randomBytes(20)
  const hash = createHmac("sha1", salt).update(`[${name}]:${port}`).digest("base64")
  const [type, key] = publicKey.split(" ")
  return `|1|${salt.toString("base64")}|${hash} ${type} ${key}\n`
}

/** The certificate that openssl's own client gets from a port, as SHA-256 in lower-case hex. */
export async function servedFingerprint(port: number, starttls?: string): Promise<string> {
  const { stdout } = await runProgram("openssl", [
    ...["s_client", "-connect", `127.0.0.1:${port}`, "-servername", "mail.example.edu"],
    ...(starttls === undefined ? [] : ["-starttls", starttls]),
  ])
  const digest = await runProgram("openssl", ["x509", "-noout", "-fingerprint", "-sha256"], { input: stdout })
  return digest.stdout.replace(/^.*=/, "").replaceAll(":", "").trim().toLowerCase()
}
