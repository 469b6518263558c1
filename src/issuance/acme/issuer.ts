/** An ACME server as a CA to order from. */
import type { ChallengeSolver } from "../../acme/authorization.js"
import { certificateIdentifier } from "../../acme/certificateIdentifier.js"
import { createOrder, requireProfile } from "../../acme/order.js"
import { readRenewalInfo } from "../../acme/renewalInfo.js"
import { identifiersOf } from "../../acme/requested.js"
import type { AcmeIssuerSettings } from "../../fleet/issuerSchema.js"
import type { IssuanceDoors } from "../doors.js"
import type { Issuer, OrderRequest, PlacedOrder } from "../issuer.js"
import { acmeCheck } from "./check.js"
import { connectionTo } from "./connection.js"
import { inWordsOfFleet } from "./inWordsOfFleet.js"
import { progress } from "./progress.js"
import { unfinishedOrder } from "./unfinishedOrder.js"

/**
 * @param solver made when a challenge has to be met for the first time; undefined where fleet.yaml sets none up
 */
export function acmeIssuer(
  settings: AcmeIssuerSettings,
  doors: IssuanceDoors,
  solver?: () => Promise<ChallengeSolver>,
): Issuer {
  const connection = connectionTo(settings, doors)
  const advance = progress({ settings, doors, connection, solver })
  const issuer: Issuer = {
    kind: "acme",
    where: settings.directory,
    async describe(request) {
      const client = await connection.client(request.signal)
      requireProfile(client, settings.profile)
      const renewing = client.directory.renewalInfo !== undefined
      const replaces = renewing ? replacedBy(request) : undefined
      const { url } = (await connection.kept()) ?? {}
      const challenges = Object.entries(settings.challenge ?? {}).filter(([, one]) => one !== undefined)
      return [
        `at ${(await connection.road()).named(settings.directory)}`,
        `account: ${url ?? `a new one${settings.eab === undefined ? "" : `, bound by ${settings.eab.kid}`}`}`,
        ...(settings.profile === undefined ? [] : [`profile: ${settings.profile}`]),
        ...(replaces === undefined ? [] : [`in the place of: ${replaces}`]),
        `challenges: ${challenges.map(([kind]) => kind).join(", ") || "none is set up"}`,
        ...identifiersOf(request.csr).map(({ type, value }) => `name: ${type} ${value}`),
      ]
    },
    async place(request) {
      const { csr, signal } = request
      const account = await connection.account(signal)
      const replaces = replacedBy(request)
      const order = await createOrder(account, csr, {
        ...(settings.profile === undefined ? {} : { profile: settings.profile }),
        ...(replaces === undefined ? {} : { replaces }),
        ...(signal && { signal }),
      })
      return { reference: order.url }
    },
    async find(request, known): Promise<PlacedOrder | "none" | "unknown"> {
      return unfinishedOrder(await connection.account(request.signal), request, known)
    },
    advance,
    async renewalInfo(certificate, signal) {
      const id = certificateIdentifier(certificate)
      return id === undefined ? undefined : readRenewalInfo(await connection.client(signal), id, signal)
    },
    async caaIdentities(signal) {
      if (settings.caaIdentities.length > 0) return settings.caaIdentities
      return (await connection.client(signal)).directory.meta.caaIdentities ?? []
    },
    async check({ signal }) {
      const [client, kept] = [await connection.client(signal), await connection.kept()]
      return acmeCheck({ settings, doors, client, hasAccount: kept?.url !== undefined })
    },
  }
  return inWordsOfFleet(issuer, settings)
}

function replacedBy({ replaces }: OrderRequest): string | undefined {
  return replaces && certificateIdentifier(replaces)
}
