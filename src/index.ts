export { assemble } from "./bundle/assemble.js"
export type { Assembled, AssembleOptions } from "./bundle/assembled.js"
export { type Delivery as DeliveredContents, type InputFile, readDelivery } from "./bundle/delivery.js"
export { type Bundle, type LoadBundleOptions, loadBundle } from "./bundle/load.js"
export { type ReadBundle, type ReadBundleOptions, readBundle } from "./bundle/readBundle.js"
export { createCsr } from "./csr/create.js"
export { type CsrPlan, type CsrRequest, planCsr, wantedFromTexts } from "./csr/plan.js"
export { type ErrorCode, type ExitCode, exitCodes, ToolError } from "./errors.js"
export type { Fact, Facts, Finding, Place, Severity, Subject } from "./finding.js"
export { type Endpoint as FleetEndpoint, endpointsOf } from "./fleet/endpoints.js"
export { type LoadedFleet, loadFleet } from "./fleet/load.js"
export { type FleetNames, namesOf } from "./fleet/names.js"
export type { Farm, Fleet, Server } from "./fleet/types.js"
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
export type { PolicyInputs, RevocationMode } from "./path/session.js"
export { bundledTrustStore, ownTrustStore, type TrustStore } from "./path/trustStore.js"
export {
  type BuildOptions,
  buildPath,
  type Verification,
  type VerifyOptions,
  verifyChain,
} from "./path/verify.js"
export type { Clock, DurableLog, Files } from "./ports.js"
export type { Endpoint, Observation, ProbeProtocol } from "./probe/endpoint.js"
export { type Expectation, judge, judgeAll, type Verdict } from "./probe/judge.js"
export { type ObserveOptions, observe } from "./probe/observe.js"
export { type ObserveAllOptions, observeAll } from "./probe/observeAll.js"
export { fromFleet, parseEndpoint } from "./probe/protocol.js"
export type { Credentials, IdentityKey } from "./remote/credentials.js"
export { type KnownHosts, parseKnownHosts } from "./remote/knownHosts.js"
export { type MemoryHost, memoryConnector } from "./remote/memory.js"
export type { Connector, ExecResult, RemoteCommand, Session, Target } from "./remote/session.js"
export { type Ssh2Settings, ssh2Connector } from "./remote/ssh2.js"
export { type DryRun, dryRun } from "./rollout/dryRun.js"
export { type HostResult, type RolloutPorts, type RolloutResult, runRollout } from "./rollout/engine.js"
export type { Prover, Served } from "./rollout/phases/prover.js"
export type { Outcome, Phase } from "./rollout/phases/table.js"
export {
  type Delivery,
  type HostPlan,
  planHosts,
  type RolloutPlan,
  type RolloutSettings,
} from "./rollout/plan.js"
export type { EventSink, RolloutEvent } from "./rollout/record/events.js"
export { type JournalEntry, journalSink, readJournal } from "./rollout/record/journal.js"
export { Secret } from "./secret.js"
export { Certificate, inspectCertificate, parseCertificate } from "./x509/certificate.js"
export { type Crl, parseCrl } from "./x509/crl.js"
export { type Csr, parseCsr, verifyCsr } from "./x509/csr.js"
export { type GeneralName, generalNameText } from "./x509/generalName.js"
export { type Name, nameText, sameName } from "./x509/name.js"
export { type OcspResponse, parseOcspResponse } from "./x509/ocsp.js"
export type { Parsed, Problem, ProblemKind } from "./x509/parsed.js"
export { type PemBlock, type PemContent, readPem, writePem } from "./x509/pem.js"
export { type PublicKey, publicKeyText } from "./x509/publicKey.js"
