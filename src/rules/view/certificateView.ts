import type { Certificate } from "../../x509/certificate.js"
import { isSignedByOwnKey } from "../../x509/certificateSignature.js"
import type { KeyUsageName } from "../../x509/extensions/basic.js"
import type { Subtree } from "../../x509/extensions/names.js"
import type { AccessDescription, DistributionPoint } from "../../x509/extensions/revocation.js"
import type { GeneralName } from "../../x509/generalName.js"
import { usageOids } from "../../x509/oids.js"
import type { CertificateKind } from "../scope.js"
import { policyOids, reservedPolicies } from "../support/oids.js"
import { type RawTbs, readRawTbs } from "./rawTbs.js"
import { RequestView } from "./requestView.js"

const nothing: readonly never[] = []
/** BR 7.1.2.7.10 and the step-up usages of older browsers, which stood for TLS servers. */
const serverUsages: ReadonlySet<string> = new Set([
  usageOids.any,
  usageOids.serverAuth,
  "1.3.6.1.4.1.311.10.3.3",
  "2.16.840.1.113730.4.1",
])
const secondsOfADay = 86_400

/** What rules see of a certificate. */
export class CertificateView extends RequestView {
  readonly certificate: Certificate
  #role: CertificateKind | undefined
  #raw: RawTbs | undefined
  #policies: readonly string[] | undefined
  #caNames: readonly string[] | undefined
  #isServerAuth: boolean | undefined

  readonly #isServers: boolean | undefined

  /** @param isServers whether it is judged as a server's; unless given, it itself says it */
  constructor(certificate: Certificate, isServers?: boolean) {
    super(certificate)
    this.certificate = certificate
    this.#isServers = isServers
  }

  /** Decided by basicConstraints, and by whether the certificate's own key signed it. */
  get role(): CertificateKind {
    this.#role ??= roleOf(this.certificate)
    return this.#role
  }
  get isCa(): boolean {
    return this.role === "root" || this.role === "intermediate"
  }
  override get isServers(): boolean {
    return this.#isServers ?? !this.isCa
  }
  /** The common name of a CA is its name, no host's. */
  override get hostNames(): readonly string[] {
    if (!this.isCa) return super.hostNames
    this.#caNames ??= [...new Set(this.dnsNames)]
    return this.#caNames
  }
  /** Fields that the certificate reader does not keep. */
  get raw(): RawTbs {
    this.#raw ??= readRawTbs(this.certificate)
    return this.#raw
  }
  /** Policy identifiers in order. */
  get policies(): readonly string[] {
    this.#policies ??= this.value("certificatePolicies")?.map(({ oid }) => oid) ?? nothing
    return this.#policies
  }
  hasPolicy(name: keyof typeof policyOids): boolean {
    return this.policies.includes(policyOids[name])
  }
  /** Extended key usages, dotted; empty when the extension is absent. */
  get usages(): readonly string[] {
    return this.value("extKeyUsage") ?? nothing
  }
  hasUsage(name: keyof typeof usageOids): boolean {
    return this.usages.includes(usageOids[name])
  }
  /** False as well when the extension is absent. */
  hasKeyUsage(name: KeyUsageName): boolean {
    return this.value("keyUsage")?.has(name) === true
  }
  /** Made for TLS servers or for anything, or claiming a policy of TLS servers. */
  get isServerAuth(): boolean {
    const { usages } = this
    this.#isServerAuth ??=
      usages.length === 0 ||
      usages.some((usage) => serverUsages.has(usage)) ||
      this.policies.some((policy) => reservedPolicies.has(policy))
    return this.#isServerAuth
  }
  get isOcspResponder(): boolean {
    return this.hasUsage("ocspSigning")
  }
  get accessDescriptions(): readonly AccessDescription[] {
    return this.value("authorityInfoAccess") ?? nothing
  }
  get distributionPoints(): readonly DistributionPoint[] {
    return this.value("crlDistributionPoints") ?? nothing
  }
  get issuerAltNames(): readonly GeneralName[] {
    return this.value("issuerAltName") ?? nothing
  }
  /** All subtrees of nameConstraints, permitted first. */
  get subtrees(): readonly Subtree[] {
    const constraints = this.value("nameConstraints")
    return constraints === undefined
      ? nothing
      : [...(constraints.permitted ?? []), ...(constraints.excluded ?? [])]
  }
  /** BR 6.3.2: both ends of the validity count. */
  get lifetimeSeconds(): number {
    const { notBefore, notAfter } = this.certificate
    return (notAfter.getTime() - notBefore.getTime()) / 1000 + 1
  }
  livesShorterThan(days: number): boolean {
    return this.lifetimeSeconds < days * secondsOfADay
  }
  livesLongerThan(days: number): boolean {
    return this.lifetimeSeconds > days * secondsOfADay
  }
}

function roleOf(certificate: Certificate): CertificateKind {
  const isCa = certificate.extensions.inspect("basicConstraints")?.value?.ca === true
  const ownKeySigned = certificate.isSelfIssued && isSignedByOwnKey(certificate)
  if (isCa) return ownKeySigned ? "root" : "intermediate"
  return ownKeySigned ? "self-signed" : "leaf"
}
