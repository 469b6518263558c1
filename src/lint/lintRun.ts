import { faults } from "../assess/faults.js"
import type { Assessment } from "../assess/question.js"
import { requestSignatureFindings } from "../assess/requestSignature.js"
import type { Finding, Subject } from "../finding.js"
import type { RuleContext } from "../rules/context.js"
import { type Lintable, Linter } from "../rules/engine.js"
import type { AnyRule } from "../rules/rule.js"
import { soonMs } from "../rules/validity/expiresSoon.js"
import { CertificateView } from "../rules/view/certificateView.js"
import { type FleetView, isMeantFor } from "../rules/view/fleetView.js"
import { RequestView } from "../rules/view/requestView.js"
import type { Certificate } from "../x509/certificate.js"
import { DerReader, Work } from "../x509/der.js"
import { sha256 } from "../x509/fingerprint.js"
import type { GeneralName } from "../x509/generalName.js"
import { publicKeyOf } from "../x509/privateKey.js"
import { readPublicKey } from "../x509/publicKey.js"
import { sanEntryOf } from "../x509/sanEntry.js"
import type { PlacedCertificate, PlacedKey, PlacedRequest } from "./contents.js"
import { atPlace, placeOf, type RawFinding } from "./entity.js"
import { lintFindings } from "./findings.js"
import type { LintedFleet } from "./fleetFile.js"
import type { Group } from "./group.js"
import { type LintInput, serversOf } from "./lintInput.js"
import type { LintCounts, Pair } from "./lintReport.js"
import { type Effective, type LintSettings, settingsFor } from "./settings.js"

/** What a whole lint works with. */
export interface LintRunOptions {
  readonly rules: readonly AnyRule[]
  readonly settings: LintSettings
  readonly context: Omit<RuleContext, "expiresIn">
  /** Judge as if issued then. */
  readonly asOf?: Date
  readonly fleets: readonly LintedFleet[]
}

/** Runs the rules over inputs, one after the other, and keeps only what they found. */
export class LintRun {
  readonly #options: LintRunOptions
  /** By the entries for paths that match. */
  readonly #settings = new Map<string, Effective>()
  readonly #linters = new Map<Effective, Linter>()
  readonly #raw: PlacedFinding[] = []
  /** Certificates of inputs on which nothing hangs there. */
  readonly #beside = new Set<string>()
  #ofTheWay: readonly AnyRule[] | undefined
  readonly #pairs: Pair[] = []
  readonly #counts = { inputs: 0, certificates: 0, requests: 0, keys: 0, chains: 0 }

  constructor(options: LintRunOptions) {
    this.#options = options
  }

  get findings(): readonly RawFinding[] {
    return this.#raw.filter((one) => !this.#isBeside(one))
  }
  get pairs(): readonly Pair[] {
    return this.#pairs
  }
  get counts(): Omit<LintCounts, "fleets"> {
    return this.#counts
  }

  /** Adds what was found outside of the rules. */
  add(finding: Finding): void {
    this.#add(atPlace(finding), this.effective(placeOf(finding.subject)))
  }

  /** First look: each certificate and request on its own. */
  lint(input: LintInput, group: Group): void {
    const { contents, name } = input
    const servers = serversOf(input)
    group.take(input, servers)
    this.#counts.inputs += 1
    this.#counts.certificates += contents.certificates.length
    this.#counts.requests += contents.requests.length
    this.#counts.keys += contents.keys.length
    for (const finding of contents.findings) this.add(finding)
    for (const placed of contents.certificates)
      this.#lintCertificate(placed, name, servers.has(placed.certificate))
    for (const placed of contents.requests) this.#lintRequest(placed, name)
  }

  /**
   * Second look: a leaf as the judge of chains has judged it. Each rule stands for one of its codes, and everything that
   * it says under that code is said here.
   */
  lintChain(name: string, assessment: Assessment, subject: Subject): void {
    const { leaf } = assessment
    const effective = this.effective(name)
    const entity = leaf.fingerprint
    this.#counts.chains += 1
    for (const found of this.#linter(effective).lint({ scope: "chain", view: { assessment } }, subject)) {
      const said = assessment.findings.filter(({ code }) => code === found.code)
      // A rule that crashed says what the judge did not.
      for (const { facts, message, hint } of said.length === 0 ? [found] : said) {
        const finding = { ...found, facts, message, ...(hint === undefined ? {} : { hint }) }
        this.#add({ finding, entity, input: name }, effective)
      }
    }
  }

  /** What a leaf hangs on and no input holds, such as a root of --trust: what makes it of no use to the leaf. */
  lintFurther(certificate: Certificate, subject: Subject, name: string): void {
    const effective = this.effective(name)
    // Most are roots with years to come: nothing more is to be found out about those.
    if (certificate.isSelfIssued && this.#lasts(certificate, effective)) return
    const thing = { scope: "certificate", view: new CertificateView(certificate, false) } as const
    this.#ofTheWay ??= this.#options.rules.filter(({ code }) => ofTheWay.has(code))
    for (const finding of this.#newLinter(this.#ofTheWay, effective).lint(thing, subject))
      this.#add({ finding, entity: certificate.fingerprint, input: name }, effective)
  }

  #lasts(certificate: Certificate, { expiresIn }: Effective): boolean {
    const now = this.#options.context.now.getTime()
    const { notBefore, notAfter } = certificate
    return now >= notBefore.getTime() && notAfter.getTime() - now >= soonMs(certificate, expiresIn)
  }

  /** The leaves of the inputs were judged, and hang on these alone: what is of no use to leaves is no fault of the others. */
  leaveOthers(inputs: readonly LintInput[], hangsOn: ReadonlySet<string>): void {
    for (const input of inputs) {
      const servers = serversOf(input)
      for (const { certificate } of input.contents.certificates)
        if (!servers.has(certificate) && !hangsOn.has(certificate.fingerprint))
          this.#beside.add(placeKey(input.name, certificate.fingerprint))
    }
  }

  /** Last look: the keys beside everything else of the group. */
  lintKeys(group: Group): void {
    for (const { placed, input } of group.keys) this.#lintKey(placed, input, group)
  }

  #lintCertificate({ certificate, subject }: PlacedCertificate, name: string, isServers: boolean): void {
    const view = new CertificateView(certificate, isServers)
    this.#run({ scope: "certificate", view }, subject, certificate.fingerprint, name)
    if (!isServers) return
    this.#lintForFleets("certificate", certificate, { subject, entity: certificate.fingerprint, name })
  }

  #lintRequest({ request, subject }: PlacedRequest, name: string): void {
    const entity = sha256(request.der)
    for (const finding of requestSignatureFindings(request, subject)) this.add(finding)
    this.#run({ scope: "csr", view: new RequestView(request) }, subject, entity, name)
    this.#lintForFleets("request", request, { subject, entity, name })
  }

  #lintForFleets(
    kind: FleetView["kind"],
    { publicKey, extensions }: Pick<RequestView, "publicKey" | "extensions">,
    { subject, entity, name }: { readonly subject: Subject; readonly entity: string; readonly name: string },
  ): void {
    const names: readonly GeneralName[] = extensions.inspect("subjectAltName")?.value ?? []
    const offered = names.flatMap((one) => sanEntryOf(one) ?? [])
    for (const { required, file } of this.#options.fleets) {
      const view: FleetView = { kind, publicKey, offered, required, fleet: file }
      if (isMeantFor(view)) this.#run({ scope: "fleet", view }, subject, entity, name)
    }
  }

  #lintKey({ key, encrypted, subject, wrongPassphrase }: PlacedKey, input: string, group: Group): void {
    const spki = key === undefined ? undefined : publicKeyOf(key)
    const fingerprint = spki === undefined ? undefined : sha256(spki)
    const closed = wrongPassphrase ? lintFindings.keyPassphrase : lintFindings.keyClosed
    if (spki === undefined) this.add(closed(subject, {}))
    const view = {
      publicKey: spki === undefined ? undefined : readPublicKey(new DerReader(spki, new Work())),
      encrypted,
      fingerprint,
      others: group.partnerKeys,
      namesakes: group.namesakesOf(input),
    }
    for (const partner of fingerprint === undefined ? [] : group.partnersOf(fingerprint))
      this.#pairs.push({ key: input, partner })
    this.#run({ scope: "key", view }, subject, fingerprint ?? `place:${input}`, input)
  }

  /** Runs the rules of one thing's scope under the settings of its input. */
  #run(thing: Lintable, subject: Subject, entity: string, name: string): void {
    const effective = this.effective(name)
    for (const finding of this.#linter(effective).lint(thing, subject))
      this.#add({ finding, entity, input: name }, effective)
  }

  /** Nothing hangs on it, whatever the calendar says to it. */
  #isBeside({ finding, entity, input }: PlacedFinding): boolean {
    if (input === undefined || !ofTheWay.has(finding.code)) return false
    return this.#beside.has(placeKey(input, entity))
  }

  /** Whether a code is looked for in an input. */
  seeks(code: string, name: string): boolean {
    return isSought(code, this.effective(name))
  }

  #add(raw: PlacedFinding, effective: Effective): void {
    if (isSought(raw.finding.code, effective)) this.#raw.push(raw)
  }

  /** The settings for an input, the same object where the same entries match. */
  effective(name: string): Effective {
    const { settings } = this.#options
    const matching = settings.paths.flatMap(({ matches }, index) => (matches(name) ? [index] : [])).join()
    const known = this.#settings.get(matching)
    if (known !== undefined) return known
    const effective = settingsFor(settings, name)
    this.#settings.set(matching, effective)
    return effective
  }

  #linter(effective: Effective): Linter {
    const known = this.#linters.get(effective)
    if (known !== undefined) return known
    const linter = this.#newLinter(this.#options.rules, effective)
    this.#linters.set(effective, linter)
    return linter
  }

  #newLinter(rules: readonly AnyRule[], effective: Effective): Linter {
    const { context, asOf } = this.#options
    return new Linter(rules, effective, { ...context, expiresIn: effective.expiresIn }, asOf)
  }
}

function placeKey(input: string, fingerprint: string): string {
  return `${fingerprint} ${input}`
}

interface PlacedFinding extends RawFinding {
  /** The name of the input that rules looked at. */
  readonly input?: string
}

/** Rules about certificates one by one that are faults of whatever hangs on them, and of nothing else. */
const ofTheWay: ReadonlySet<string> = new Set(
  [faults.expired, faults.notYetValid, faults.expiresSoon, faults.sha1Signature].map(({ code }) => code),
)

function isSought(code: string, { select, ignore }: Effective): boolean {
  return ignore?.has(code) !== true && (select === undefined || select.has(code))
}
