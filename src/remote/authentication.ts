import type { AnyAuthMethod, ConnectConfig, NextAuthHandler, ParsedKey } from "ssh2"
import ssh2 from "ssh2"
import type { Credentials, IdentityKey } from "./credentials.js"
import type { Target } from "./session.js"

type Attempt = () => Promise<AnyAuthMethod | undefined>

// ssh2 documents false as "nothing left to try"; its types leave that out.
const nothingLeft = false as unknown as AnyAuthMethod

/** Tries the agent, each key, then the password: what the server does not offer and nobody knows is passed over. */
export function authHandlerFor(
  target: Target,
  credentials: Credentials,
): NonNullable<ConnectConfig["authHandler"]> {
  const attempts = attemptsFor(target, credentials)
  return (left, _partial, callback) => void next(attempts, left ?? [], callback)
}

async function next(attempts: Attempt[], left: readonly string[], callback: NextAuthHandler): Promise<void> {
  const attempt = attempts.shift()
  if (attempt === undefined) return callback(nothingLeft)
  const method = await attempt().catch(() => undefined)
  if (method === undefined || !isOffered(method, left)) return next(attempts, left, callback)
  return callback(method)
}

function attemptsFor(target: Target, { agent, keys, password }: Credentials): Attempt[] {
  const username = target.user
  const asked = password === undefined ? undefined : once(() => password(target))
  return [
    ...(agent === undefined
      ? []
      : [async (): Promise<AnyAuthMethod> => ({ type: "agent", username, agent })]),
    ...keys.map((key) => () => keyMethod(username, key)),
    ...(asked === undefined
      ? []
      : [
          async (): Promise<AnyAuthMethod | undefined> => {
            const secret = await asked()
            return secret === undefined
              ? undefined
              : { type: "password", username, password: secret.revealText() }
          },
          // Where sshd leaves the question to PAM, the same password answers it.
          async (): Promise<AnyAuthMethod | undefined> => {
            const secret = await asked()
            if (secret === undefined) return undefined
            return {
              type: "keyboard-interactive",
              username,
              prompt: (_name, _instructions, _language, prompts, finish) =>
                finish(prompts.map(() => secret.revealText())),
            }
          },
        ]),
  ]
}

/** Parsed keys by where they come from: decrypting one for each of hundreds of hosts takes minutes. */
const parsedKeys = new WeakMap<IdentityKey, Promise<ParsedKey | undefined>>()

async function keyMethod(username: string, identity: IdentityKey): Promise<AnyAuthMethod | undefined> {
  const parsed = parsedKeys.get(identity) ?? parse(identity)
  parsedKeys.set(identity, parsed)
  const key = await parsed
  return key === undefined ? undefined : { type: "publickey", username, key }
}

async function parse({ content, passphrase }: IdentityKey): Promise<ParsedKey | undefined> {
  const bytes = Buffer.from(content.reveal())
  const plain = ssh2.utils.parseKey(bytes)
  if (!(plain instanceof Error)) return plain
  const secret = await passphrase?.()
  if (secret === undefined) return undefined
  const decrypted = ssh2.utils.parseKey(bytes, secret.revealText())
  return decrypted instanceof Error ? undefined : decrypted
}

/** Before the first refusal the server has not said what it offers. */
function isOffered(method: AnyAuthMethod, left: readonly string[]): boolean {
  if (left.length === 0) return true
  return left.includes(method.type === "agent" ? "publickey" : method.type)
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
