/** What rules see of a request or certificate: lenient accessors, each computed once. */
import type { AlgorithmIdentifier } from "../../x509/algorithm.js"
import type { Csr } from "../../x509/csr.js"
import type { Extensions, ExtensionValue } from "../../x509/extensions.js"
import type { GeneralName } from "../../x509/generalName.js"
import { isIpAddress } from "../../x509/ipAddress.js"
import type { Attribute, Name } from "../../x509/name.js"
import { type ExtensionName, extensionOids } from "../../x509/oids.js"
import type { PublicKey } from "../../x509/publicKey.js"

const nothing: readonly never[] = []

/** The common part of requests and certificates. An unreadable extension is a finding of its own rule. */
export class RequestView {
  readonly subject: Name
  readonly publicKey: PublicKey
  readonly extensions: Extensions
  readonly signatureAlgorithm: AlgorithmIdentifier
  #san: readonly GeneralName[] | undefined
  #dnsNames: readonly string[] | undefined
  #commonNames: readonly string[] | undefined
  #hostNames: readonly string[] | undefined

  constructor(request: Pick<Csr, "subject" | "publicKey" | "extensions" | "signatureAlgorithm">) {
    this.subject = request.subject
    this.publicKey = request.publicKey
    this.extensions = request.extensions
    this.signatureAlgorithm = request.signatureAlgorithm
  }

  /** Whether it is judged as a server's. */
  get isServers(): boolean {
    return true
  }
  has(name: ExtensionName): boolean {
    return this.extensions.has(name)
  }
  isCritical(name: ExtensionName): boolean {
    return this.extensions.isCritical(name)
  }
  /** The extension's value as far as it can be read; undefined when absent or unreadable. */
  value<K extends ExtensionName>(name: K): ExtensionValue<K> | undefined {
    return this.extensions.inspect(name)?.value
  }
  /** The encoded value of an extension. */
  bytes(name: ExtensionName): Uint8Array | undefined {
    return this.extensions.get(extensionOids[name])?.value
  }

  get san(): readonly GeneralName[] {
    this.#san ??= this.value("subjectAltName") ?? nothing
    return this.#san
  }
  /** dNSName entries as written. */
  get dnsNames(): readonly string[] {
    this.#dnsNames ??= this.san.flatMap((name) => (name.kind === "dns" ? [name.value] : []))
    return this.#dnsNames
  }
  get commonNames(): readonly string[] {
    this.#commonNames ??= this.subject.values("2.5.4.3").map(({ value }) => value)
    return this.#commonNames
  }
  /** dNSName entries and those common names that are no IP address, and no words: `Zimbra Server` names no host. */
  get hostNames(): readonly string[] {
    this.#hostNames ??= [
      ...new Set([
        ...this.dnsNames,
        ...this.commonNames.filter((name) => name !== "" && !isIpAddress(name) && !/\s/.test(name)),
      ]),
    ]
    return this.#hostNames
  }
  /** Subject attributes of one type. */
  attributes(oid: string): readonly Attribute[] {
    return this.subject.values(oid)
  }
  hasAttribute(oid: string): boolean {
    return this.subject.rdns.some((rdn) => rdn.some((attribute) => attribute.oid === oid))
  }
}
