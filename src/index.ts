export {
  type AcmeAccount,
  changeAccountKey,
  createAccount,
  findAccount,
  type NewAccount,
} from "./acme/account.js"
export {
  type Authorization,
  type AuthorizeOptions,
  authorizeOrder,
  type ChallengeSolver,
  type ChallengeTask,
  readAuthorization,
} from "./acme/authorization.js"
export { type ExternalAccount, externalAccount } from "./acme/binding.js"
export { certificateIdentifier } from "./acme/certificateIdentifier.js"
export {
  AcmeClient,
  type AcmeDoors,
  type PostOptions as AcmePostOptions,
  type Signer as AcmeSigner,
} from "./acme/client.js"
export {
  type DownloadOptions,
  downloadCertificate,
  type Issued,
  type IssuedChain,
  type RevocationReason,
  revokeCertificate,
} from "./acme/issued.js"
export { dns01Record, type HttpResource, http01Resource, type TxtRecord } from "./acme/keyAuthorization.js"
export { AcmeNeed, type Need as AcmeNeedKind } from "./acme/need.js"
export { type AcmeOrder, createOrder, finalizeOrder, type OrderOptions, readOrder } from "./acme/order.js"
export type { Patience } from "./acme/polling.js"
export { AcmeRefusal, problemText } from "./acme/problem.js"
export { type HttpProxy, type ProxyChoice, parseProxy } from "./acme/proxy.js"
export { type RenewalInfo, readRenewalInfo, renewalMoment } from "./acme/renewalInfo.js"
export { certificateDifferences, identifiersOf } from "./acme/requested.js"
export type { AcmeIdentifier, AcmeProblem, Challenge, Directory } from "./acme/schemas.js"
export {
  type AcmeAnswer,
  type AcmeRequest,
  type AcmeTransport,
  type HttpsOptions,
  httpsTransport,
} from "./acme/transport.js"
export { assess } from "./assess/assess.js"
export { type Fault, faults } from "./assess/faults.js"
export type { Assessment, Material, PortAnswer, Question, RequiredName } from "./assess/question.js"
export { assemble } from "./bundle/assemble.js"
export type { Assembled, AssembleOptions } from "./bundle/assembled.js"
export { bundleFiles } from "./bundle/bundleFiles.js"
export { type Checked, type CheckOptions, checkDelivery } from "./bundle/check.js"
export { compareCertificates, type InUse, type Renewed } from "./bundle/compare.js"
export { type CriteriaFiles, readCriteria } from "./bundle/criteria.js"
export {
  type DeliveredInputs,
  type DeliveredKey,
  type DeliveredPorts,
  readDelivered,
} from "./bundle/delivered.js"
export { type Delivery as DeliveredContents, readDelivery } from "./bundle/delivery.js"
export { certificateFolder, newestFolder } from "./bundle/folders.js"
export {
  type ImportedBundle,
  type ImportRequest,
  type ImportResult,
  importDelivered,
} from "./bundle/importing.js"
export type { InputFile } from "./bundle/inputFile.js"
export { allowedRemovals, inUseFromFile, inUseFromPort } from "./bundle/inUse.js"
export { type Bundle, type LoadBundleOptions, loadBundle } from "./bundle/load.js"
export type { OrderFiles } from "./bundle/orderRequest.js"
export { type ReadBundle, type ReadBundleOptions, readBundle } from "./bundle/readBundle.js"
export { readTrustStore } from "./bundle/trustFile.js"
export { bundleFolderName, type WriteOptions, writeBundle } from "./bundle/write.js"
export { createCsr } from "./csr/create.js"
export { type CsrPair, type PairOptions, writePair } from "./csr/pair.js"
export {
  type CsrPlan,
  type CsrRequest,
  type KeySource,
  planCsr,
  planWithKey,
  wantedFromTexts,
} from "./csr/plan.js"
export {
  type DaneReport,
  type DaneVerdict,
  judgeDane,
  lookAtTlsa,
  type TlsaLook,
} from "./dane/look.js"
export { type MailPlace, type MailPlaces, mailPlaces } from "./dane/places.js"
export {
  isMatch,
  isUsable,
  type Presented,
  presentedBy,
  recordOfKey,
  tlsaOwner,
  zoneLine,
} from "./dane/tlsa.js"
export { type AskOptions as DnsAskOptions, ask as askDns, type DnsDoors } from "./dns/ask.js"
export { type Authority, aliasTarget, authorityOf, type NameServer, zoneOf } from "./dns/authority.js"
export { askEveryServer, type ServerAnswer } from "./dns/everyServer.js"
export { type Dns, type LookUp, lookUp, type Resolver } from "./dns/lookUp.js"
export type { DnsMessage, DnsRecord, Question as DnsQuestion } from "./dns/message.js"
export type { TlsaData } from "./dns/recordData.js"
export type { RecordType } from "./dns/recordTypes.js"
export { type DnsServer, type DnsTransport, networkTransport } from "./dns/transport.js"
export type { TsigAlgorithm, TsigKey } from "./dns/tsig.js"
export { type DnsUpdate, sendUpdate, type TxtChange } from "./dns/update.js"
export { type ErrorCode, type ExitCode, exitCodes, ToolError } from "./errors.js"
export {
  type Fact,
  type Facts,
  type Finding,
  type Place,
  reaches,
  type Severity,
  type Subject,
} from "./finding.js"
export { type Coverage, type CoverageRow, coverageOf, type NameCover } from "./fleet/coverage.js"
export { csrRequestOf } from "./fleet/csrRequest.js"
export { certificateEndpoints, domainEndpoints, domainFleet } from "./fleet/domains.js"
export { endpointsOf, type FleetEndpoint } from "./fleet/endpoints.js"
export type { AcmeIssuerSettings, DigicertIssuerSettings, IssuerSettings } from "./fleet/issuerSchema.js"
export { limitServers } from "./fleet/limit.js"
export { type LoadedFleet, loadFleet } from "./fleet/load.js"
export { type FleetNames, namesOf } from "./fleet/names.js"
export type { Domain, Farm, Fleet, HookMoment, RolloutHook, Server } from "./fleet/types.js"
export { requireOpenWindow } from "./fleet/windows.js"
export { acmeIssuer } from "./issuance/acme/issuer.js"
export { type Dns01Options, dns01Solver } from "./issuance/challenges/dns01.js"
export { dnsPersist01Record, type PersistentAuthorization } from "./issuance/challenges/dnsPersist01.js"
export { awaitEverywhere, type Propagation } from "./issuance/challenges/everywhere.js"
export type { Hook } from "./issuance/challenges/hook.js"
export { hookPublisher } from "./issuance/challenges/hookPublisher.js"
export { http01Solver } from "./issuance/challenges/http01.js"
export type { TxtPublisher } from "./issuance/challenges/publisher.js"
export { solverOf } from "./issuance/challenges/solverOf.js"
export { tsigKey } from "./issuance/challenges/tsigKey.js"
export { type UpdateSettings, updatePublisher } from "./issuance/challenges/updatePublisher.js"
export { digicertIssuer } from "./issuance/digicert/issuer.js"
export { type DigicertError, DigicertRefusal } from "./issuance/digicert/refusal.js"
export type { IssuanceDoors, ReadSecret, SecretSource } from "./issuance/doors.js"
export { dueByLifetime } from "./issuance/dueDate.js"
export { type ForeseeInputs, foreseeOrder, type OrderForeseen } from "./issuance/foresee.js"
export type { IssuedOrder, Issuer, OrderRequest, OrderStanding, PlacedOrder } from "./issuance/issuer.js"
export { issuerOf } from "./issuance/issuerOf.js"
export type { OrderEntry, OrderEvent } from "./issuance/journal/orderEntries.js"
export { type OpenOrder, OrderJournal } from "./issuance/journal/orderJournal.js"
export {
  type NextKeyInputs,
  type NextKeyStanding,
  newNextKeyFolder,
  nextKeyOf,
  nextKeyStanding,
  requestOfNextKey,
} from "./issuance/nextKey.js"
export { type Ordered, type OrderInputs, orderCertificate } from "./issuance/order.js"
export type { OrderOutcome, OrderTrouble } from "./issuance/ordering.js"
export { type PrecheckInputs, precheck } from "./issuance/prechecks/precheck.js"
export { type CertificateRequest, makeRequest, readRequest, waitingRequest } from "./issuance/requests.js"
export { type TlsaKey, type TlsaPlan, tlsaPlan } from "./issuance/tlsaPlan.js"
export { writeBaseline } from "./lint/baseline.js"
export type { LintChoices } from "./lint/choices.js"
export { type LintConfig, loadLintConfig } from "./lint/config.js"
export { type Explanation, explanationOf, ruleExplanations } from "./lint/explanation.js"
export { exitCodeOf as lintExitCode, type LintPorts, type LintRequest, lint } from "./lint/lint.js"
export { type LintReport, openFindings } from "./lint/lintReport.js"
export { calendarsByCa } from "./local/calendarByCa.js"
export { systemClock } from "./local/clock.js"
export { refuseAfterCutOff } from "./local/cutOff.js"
export {
  type CompareFromHere,
  compareFromHere,
  type DiscoverFromHere,
  discoverFromHere,
  type Lodging,
  lodgingOf,
} from "./local/discovery.js"
export { localDns } from "./local/dns.js"
export { openDurableLog } from "./local/durableLog.js"
export { filesIn, localFiles } from "./local/files.js"
export { type FleetDoors, type FleetDoorsOptions, fleetDoors } from "./local/fleetDoors.js"
export { takeFleetLock } from "./local/fleetLock.js"
export { localHolder } from "./local/holder.js"
export { type IssuanceMachine, type IssuanceOptions, issuanceDoors } from "./local/issuance.js"
export { type Machine, thisMachine } from "./local/machine.js"
export { type Notification, notify } from "./local/notify.js"
export { type OrderFromHere, orderFromHere } from "./local/order.js"
export { localProcesses } from "./local/processes.js"
export { handshakeProver } from "./local/prover.js"
export { type RenewFromHere, renewFromHere } from "./local/renew.js"
export { type RolloutFromHere, runFromHere } from "./local/rollout.js"
export { type SshMachine, type SshOptions, type SshWays, sshWays } from "./local/sshSettings.js"
export { type Versions, versionsHere } from "./local/versions.js"
export type { ExpectedName } from "./path/identity.js"
export type { ProfileName } from "./path/profile.js"
export {
  certificateText,
  type Rejection,
  type RejectionFacts,
  type RejectionKind,
  rank,
  reasonText,
  rejectionText,
} from "./path/rejection.js"
export { bundledTrustStore, ownTrustStore, type TrustStore } from "./path/trustStore.js"
export type { PolicyInputs, RevocationMode } from "./path/validationRun.js"
export {
  type BuildOptions,
  buildPath,
  type Verification,
  type VerifyOptions,
  verifyChain,
} from "./path/verify.js"
export type {
  AskSecret,
  Clock,
  DurableLog,
  Files,
  OpenLog,
  Pipe,
  Processes,
  ProgramOptions,
  ProgramResult,
  ProgramState,
} from "./ports.js"
export type { Endpoint, Observation } from "./probe/endpoint.js"
export { type ExpectedCertificate, readExpected } from "./probe/expected.js"
export { type Expectation, judge, judgeAll, type Verdict } from "./probe/judge.js"
export { type ObserveOptions, observe } from "./probe/observe.js"
export { type ObserveAllOptions, observeAll } from "./probe/observeAll.js"
export { type ProbeOptions, probe, probeExitCode } from "./probe/probe.js"
export { fromFleet, parseEndpoint } from "./probe/protocol.js"
export type { ProbeProtocol } from "./probe/protocols/table.js"
export type { Credentials, IdentityKey } from "./remote/credentials.js"
export { type KnownHosts, parseKnownHosts } from "./remote/knownHosts.js"
export { type MemoryHost, memoryConnector } from "./remote/memory.js"
export type { Connector, ExecResult, RemoteCommand, Session, Target } from "./remote/session.js"
export { type Ssh2Settings, ssh2Connector } from "./remote/ssh2.js"
export { type Due, dueOf } from "./renew/due.js"
export type { RenewalEntry, RenewalEvent } from "./renew/entries.js"
export { type DomainRenewal, type DomainRenewals, type EachDomain, renewEach } from "./renew/everyDomain.js"
export { renew } from "./renew/renew.js"
export { type OpenRenewal, RenewalJournal } from "./renew/renewalJournal.js"
export type { RenewChoices, RenewDoors, RenewInputs, RenewResult, RolloutEnd } from "./renew/run.js"
export { type RenewStage, stages as renewStages } from "./renew/stages.js"
export { suggestedRenewal } from "./renew/suggested.js"
export { type CheckJson, type CheckReport, checkJson } from "./report/check/json.js"
export { type LintJson, lintJson } from "./report/lint/json.js"
export { checkPage } from "./report/page/checkPage.js"
export { lintPage } from "./report/page/lintPage.js"
export { rolloutPage } from "./report/page/rolloutPage.js"
export { statusPage } from "./report/page/statusPage.js"
export { type RolloutJson, rolloutJson } from "./report/rolloutJson.js"
export { type StatusJson, type StatusReport, statusJson } from "./report/status/json.js"
export { type DryRun, dryRun, type RehearsedHook } from "./rollout/dryRun.js"
export { type HostResult, type RolloutPorts, type RolloutResult, runRollout } from "./rollout/engine.js"
export { type AnsibleInputs, type ExportedFile, exportAnsible } from "./rollout/export/ansible.js"
export {
  type AnsibleInventory,
  ansibleInventory,
  type HostVariables,
  type InventoryGroup,
  inventoryHost,
  inventoryList,
} from "./rollout/export/inventory.js"
export { type VaultOptions, vaultText } from "./rollout/export/vault.js"
export { writeExport } from "./rollout/export/write.js"
export { type HookPlan, type HookTurn, planHooks } from "./rollout/hooks/plan.js"
export { hookObstacles, requireHookPrograms } from "./rollout/hooks/programs.js"
export { type JournaledPorts, type JournaledRun, runJournaled } from "./rollout/journaled.js"
export {
  type JudgedPayload,
  judgePayload,
  loadPayload,
  newestBundle,
  type PayloadPorts,
} from "./rollout/payload.js"
export type { Prover, Served } from "./rollout/phases/prover.js"
export type { Outcome, Phase } from "./rollout/phases/table.js"
export {
  type HostPlan,
  type Payload,
  planHosts,
  type RolloutPlan,
  type RolloutSettings,
} from "./rollout/plan.js"
export { type PlanInputs, planRollback, planRollout, type RolloutChoices } from "./rollout/planning.js"
export type { EventSink, RolloutEvent } from "./rollout/record/events.js"
export { everyRollout, type KeptRollout, lastToTakeBack } from "./rollout/record/everyRollout.js"
export type { HookStory } from "./rollout/record/hookStory.js"
export { type JournalEntry, journalSink, readJournal } from "./rollout/record/journal.js"
export {
  type CutOff,
  cutOffRollout,
  journalFolder,
  rolloutToTakeBack,
  unfinishedRollout,
} from "./rollout/record/journals.js"
export { type Resumption, resumptionOf } from "./rollout/record/resume.js"
export { type Earlier, isCutOff } from "./rollout/record/standing.js"
export {
  type HostStory,
  type PhaseStory,
  type RolloutStory,
  type RunStory,
  storyOf,
} from "./rollout/record/story.js"
export { type Unfinished, unfinishedRollouts } from "./rollout/record/unfinished.js"
export { type Meant, rolloutToResume, rolloutToUndo } from "./rollout/record/whichRollout.js"
export { Secret } from "./secret.js"
export {
  type Calendar,
  type CalendarQuestion,
  calendarOf,
  type Renewal,
  type SuggestedRenewal,
} from "./status/calendar.js"
export { type AskOptions, discover } from "./status/discovery/ask.js"
export { discoverFleet } from "./status/discovery/askFleet.js"
export { compareWithFleet, type FleetComparison } from "./status/discovery/compare.js"
export type { Difference } from "./status/discovery/differences.js"
export type { Discovered, DiscoveredDomain, DiscoveredServer } from "./status/discovery/discovered.js"
export type { FleetDraft } from "./status/discovery/draft.js"
export { draftOf } from "./status/discovery/draftDiscovered.js"
export { draftOfInventory } from "./status/discovery/draftInventory.js"
export { draftText } from "./status/discovery/draftText.js"
export { type Inventory, readInventory } from "./status/discovery/inventory.js"
export { type DomainStatus, domainStatuses } from "./status/domainStatus.js"
export { fleetDane } from "./status/fleetDane.js"
export {
  type FarmStatus,
  type FleetStatus,
  fleetStatus,
  type ServerStatus,
  type StatusOptions,
  statusExitCode,
} from "./status/fleetStatus.js"
export { type Outlook, outlookOf } from "./status/outlook.js"
export type { Reason as StatusReason } from "./status/verdict.js"
export { type ServerVerdict, serverVerdicts } from "./status/verdicts.js"
export { Certificate, inspectCertificate, parseCertificate } from "./x509/certificate.js"
export { type Crl, parseCrl } from "./x509/crl.js"
export { type Csr, parseCsr, verifyCsr } from "./x509/csr.js"
export { type GeneralName, generalNameText } from "./x509/generalName.js"
export { type Name, nameText, sameName } from "./x509/name.js"
export { type OcspResponse, parseOcspResponse } from "./x509/ocsp.js"
export type { Parsed, Problem, ProblemKind } from "./x509/parsed.js"
export { type PemBlock, type PemContent, readPem, writePem } from "./x509/pem.js"
export { type PublicKey, publicKeyText } from "./x509/publicKey.js"
export type { Holdings } from "./zimbra/holdings.js"
