import { isExcepted, type ProxyChoice, parseProxy } from "../acme/proxy.js"
import type { ToolError } from "../errors.js"

type Environment = Readonly<Record<string, string | undefined>>

/** curl(1), "ENVIRONMENT": lower case counts first; one that is empty is as if it were not set. */
const proxyNames = ["https_proxy", "HTTPS_PROXY"]
const exceptionNames = ["no_proxy", "NO_PROXY"]

/**
 * The proxy that the environment names for HTTPS, for all but the hosts that it excepts.
 *
 * @throws ToolError `config` (the choice itself) for a variable that names no HTTP proxy
 */
export function proxyByEnvironment(env: Environment): ProxyChoice {
  const [source] = proxyNames.filter((name) => isSet(env, name))
  const proxy = source === undefined ? undefined : readLater(env[source] ?? "", source)
  const exceptions = exceptionNames.find((name) => isSet(env, name))
  const noProxy = exceptions === undefined ? "" : (env[exceptions] ?? "")
  return ({ hostname }) => (isExcepted(hostname, noProxy) ? undefined : proxy?.())
}

function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? "") !== ""
}

/** What is wrong with it is of no interest to who needs no proxy. */
function readLater(text: string, source: string): () => ReturnType<typeof parseProxy> {
  try {
    const proxy = parseProxy(text, source)
    return () => proxy
  } catch (error) {
    return () => {
      throw error as ToolError
    }
  }
}
