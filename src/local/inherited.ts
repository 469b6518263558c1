type Env = Readonly<Record<string, string | undefined>>

/** Where programs look for a proxy; curl(1), "ENVIRONMENT". */
const proxyVariable = /^[a-z]+_proxy$/i

/** What programs that are started here see of an environment: of a proxy no user and no password, in whichever variable. */
export function inherited(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => [
      name,
      proxyVariable.test(name) ? text?.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1") : text,
    ]),
  )
}
