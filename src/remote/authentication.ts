import type { AnyAuthMethod, ConnectConfig, NextAuthHandler, ParsedKey } from "ssh2"
import { agentKeys, OneKeyAgent } from "./authenticationAgent.js"
import { readPrivateKey } from "./authenticationKeys.js"
import type { AuthenticationLog } from "./authenticationLog.js"
import type { Credentials, IdentityKey } from "./credentials.js"
import type { Target } from "./session.js"

type Attempt = () => Promise<AnyAuthMethod | undefined>

// ssh2 documents false as "nothing left to try"; its types leave that out.
const nothingLeft = false as unknown as AnyAuthMethod

/**
 * Tries the keys that were named, what else the agent holds, the usual keys, then the password: what the server does not
 * offer and nobody knows is passed over. A server ends a connection after a few wrong keys, so the likely ones come first.
 */
export function authHandlerFor(
  target: Target,
  credentials: Credentials,
  log: AuthenticationLog,
): NonNullable<ConnectConfig["authHandler"]> {
  let attempts: Promise<Attempt[]> | undefined
  return (left, partial, callback) => {
    if (partial === true) log.partial = left ?? []
    attempts ??= attemptsFor(target, credentials, log)
    void attempts.then((list) => next(list, left ?? [], callback, log))
  }
}

async function next(
  attempts: Attempt[],
  left: readonly string[],
  callback: NextAuthHandler,
  log: AuthenticationLog,
): Promise<void> {
  const attempt = attempts.shift()
  if (attempt === undefined) return callback(nothingLeft)
  const method = await attempt().catch(() => undefined)
  if (method === undefined || !isOffered(method, left)) return next(attempts, left, callback, log)
  if (method.type === "agent" || method.type === "publickey") log.keysTried += 1
  return callback(method)
}

async function attemptsFor(
  target: Target,
  credentials: Credentials,
  log: AuthenticationLog,
): Promise<Attempt[]> {
  return [...(await keyAttempts(target.user, credentials, log)), ...passwordAttempts(target, credentials)]
}

async function keyAttempts(
  username: string,
  { agent, identitiesOnly, keys }: Credentials,
  log: AuthenticationLog,
): Promise<Attempt[]> {
  const held =
    agent === undefined
      ? []
      : await agentKeys(agent).catch((error: Error) => {
          log.agentFailure = error
          return []
        })
  const left = new Map(held.map((key) => [keyText(key.getPublicSSH()), key]))
  const fromAgent = (key: ParsedKey): Attempt => {
    const method: AnyAuthMethod = { type: "agent", username, agent: new OneKeyAgent(agent ?? "", key) }
    return async () => method
  }
  const attemptOf = (identity: IdentityKey): Attempt[] => {
    const half = left.size === 0 ? undefined : publicKeyOf(identity)
    const key = half === undefined ? undefined : left.get(keyText(half))
    if (half === undefined || key === undefined) return [() => keyMethod(username, identity, log)]
    left.delete(keyText(half))
    return [fromAgent(key)]
  }
  const named = keys.filter(({ usual }) => usual !== true).flatMap(attemptOf)
  const usual = keys.filter((key) => key.usual === true)
  if (identitiesOnly === true) return [...named, ...usual.flatMap(attemptOf)]
  const others = [...left.values()].map(fromAgent)
  const known = new Set(left.keys())
  // A usual key that the agent holds has had its turn there.
  const rest = usual.filter((identity) => {
    const half = known.size === 0 ? undefined : publicKeyOf(identity)
    return half === undefined || !known.has(keyText(half))
  })
  return [...named, ...others, ...rest.map((identity) => () => keyMethod(username, identity, log))]
}

function keyText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64")
}

function publicKeyOf({ publicKey, content }: IdentityKey): Uint8Array | undefined {
  if (publicKey !== undefined || content === undefined) return publicKey
  const read = readPrivateKey(content.reveal())
  return read.is === "key" ? read.key.getPublicSSH() : undefined
}

function passwordAttempts(target: Target, { password }: Credentials): Attempt[] {
  if (password === undefined) return []
  const username = target.user
  const asked = once(() => password(target))
  return [
    async (): Promise<AnyAuthMethod | undefined> => {
      const secret = await asked()
      return secret === undefined ? undefined : { type: "password", username, password: secret.revealText() }
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
  ]
}

/** Parsed keys by where they come from: decrypting one for each of hundreds of hosts takes minutes. */
const parsedKeys = new WeakMap<IdentityKey, Promise<ParsedKey | string>>()

async function keyMethod(
  username: string,
  identity: IdentityKey,
  log: AuthenticationLog,
): Promise<AnyAuthMethod | undefined> {
  const parsed = parsedKeys.get(identity) ?? parse(identity)
  parsedKeys.set(identity, parsed)
  const key = await parsed
  if (typeof key !== "string") return { type: "publickey", username, key }
  log.problems.push(key)
  return undefined
}

/** The key, or why it cannot be used. */
async function parse({ file, content, passphrase }: IdentityKey): Promise<ParsedKey | string> {
  if (content === undefined) return `the agent does not hold the key of ${file}`
  const plain = readPrivateKey(content.reveal())
  if (plain.is === "key") return plain.key
  if (plain.is === "unreadable") return `${file} is no private key that can be read`
  const secret = await passphrase?.()
  if (secret === undefined) return `${file} is encrypted, and nobody gave its passphrase`
  const read = readPrivateKey(content.reveal(), secret)
  return read.is === "key" ? read.key : `the passphrase given for ${file} is wrong`
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
