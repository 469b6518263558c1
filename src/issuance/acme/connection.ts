/** The way to an ACME server: its directory, and one's account there. */
import { type AcmeAccount, createAccount, findAccount } from "../../acme/account.js"
import { externalAccount } from "../../acme/binding.js"
import { AcmeClient, isRefusal } from "../../acme/client.js"
import { ToolError } from "../../errors.js"
import type { AcmeIssuerSettings } from "../../fleet/issuerSchema.js"
import { besideFleet, type IssuanceDoors } from "../doors.js"
import { once } from "../once.js"
import { type RoadToCa, roadTo } from "../roadTo.js"
import { type KeptAccount, keepAccountUrl, newAccountKey, readAccount } from "./accountFolder.js"

export interface Connection {
  /** How the CA is asked. */
  road(): Promise<RoadToCa>
  /** Reads the directory, once. */
  client(signal?: AbortSignal): Promise<AcmeClient>
  /** The account that is kept, without asking anybody; undefined where there is none. */
  kept(): Promise<KeptAccount | undefined>
  /** The account that is kept, else a new one. */
  account(signal?: AbortSignal): Promise<AcmeAccount>
}

export function connectionTo(settings: AcmeIssuerSettings, doors: IssuanceDoors): Connection {
  const { clock, files } = doors
  const place = besideFleet(doors, settings.account)
  const { caCertificates, proxy } = settings
  const road = once(() => roadTo({ key: "certificate.issuer.acme", caCertificates, proxy }, doors))
  const client = once(async (signal?: AbortSignal) => {
    const { send } = await road()
    return AcmeClient.open(settings.directory, { send, clock }, signal)
  })
  const kept = (): Promise<KeptAccount | undefined> => readAccount(files, place, settings.directory)
  const account = once(async (signal?: AbortSignal): Promise<AcmeAccount> => {
    const known = await kept()
    const opened = await client(signal)
    if (known?.url !== undefined) return { client: opened, key: known.key, kid: known.url }
    const found =
      known && ((await findAccount(opened, known.key, signal)) ?? (await register(opened, known.key, signal)))
    const made = found ?? (await register(opened, await newAccountKey(files, place), signal))
    await keepAccountUrl(files, place, { directory: settings.directory, url: made.kid })
    return made
  })
  const register = async (to: AcmeClient, key: AcmeAccount["key"], signal?: AbortSignal) => {
    const { contact, eab, termsOfServiceAgreed } = settings
    const binding =
      eab && externalAccount(eab.kid, await doors.secret(eab, "the key of the external account binding"))
    return createAccount(to, key, {
      ...(contact.length === 0 ? {} : { contact }),
      ...{ termsOfServiceAgreed, ...(binding && { externalAccount: binding }) },
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      throw eab === undefined ? error : unboundBy(eab, error)
    })
  }
  return { road, client, kept, account }
}

/** RFC 8555 section 7.3.4 has the CA verify the binding, and names no type for a refusal of it. */
function unboundBy(
  { keyEnv, keyFile, kid }: NonNullable<AcmeIssuerSettings["eab"]>,
  error: unknown,
): unknown {
  if (!isRefusal(error, "unauthorized") && !isRefusal(error, "malformed")) return error
  const where = keyFile ?? `the variable ${keyEnv}`
  return new ToolError("config", (error as ToolError).message, {
    hint: `does the MAC key in ${where} belong to ${kid}? copy both from the CA (certificate.issuer.acme.eab)`,
    cause: error,
  })
}
