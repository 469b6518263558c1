import { createPrivateKey, X509Certificate } from "node:crypto"
import type { ExecResult } from "../remote/session.js"
import type { Machine, ProgramRun } from "./host.js"
import { WriteFailed } from "./hostFiles.js"
import { ended } from "./results.js"
import { UserFiles } from "./userFiles.js"
import { caFolder, certmgrRunsAs, type DeployedFile, deployedFiles, liveKey } from "./world.js"

/** Zimbra's certificate tool as it was measured: what it checks, what it writes in which order, what it exits with. */
export async function zmcertmgr({ host, user, args }: ProgramRun): Promise<ExecResult> {
  const wanted = certmgrRunsAs(host.version)
  if (wanted === "zimbra" && user === "root") return ended(1, "zmcertmgr: ERROR: no longer runs as root!")
  if (wanted === "root" && user !== "root") return ended(1, "zmcertmgr must be run as user root")
  const [verb, type, ...rest] = args
  if (type !== "comm") return ended(1, `zmcertmgr: ERROR: unknown type '${type ?? ""}'`)
  const paths = rest.filter((word) => !word.startsWith("-"))
  if (verb === "verifycrt") return verifyCrt(host, paths)
  if (verb === "deploycrt") return deployCrt(host, paths, rest.includes("-localonly"))
  if (verb === "savecrt") return saveCrt(host)
  return ended(1, `zmcertmgr: ERROR: unknown command '${verb ?? ""}'`)
}

function verifyCrt(host: Machine, [key = "", certificate = "", chain = ""]: readonly string[]): ExecResult {
  const problem =
    host.faults.verify === "refuses"
      ? "Unable to validate certificate chain"
      : refuse(host, key, certificate, chain)
  if (problem !== undefined) return ended(1, `ERROR: ${problem}`)
  return ended(
    0,
    [
      `** Verifying '${certificate}' against '${key}'`,
      `Certificate '${certificate}' and private key '${key}' match.`,
      `** Verifying '${certificate}' against '${chain}'`,
      `Valid certificate chain: ${certificate}: OK`,
    ].join("\n"),
  )
}

function refuse(
  host: Machine,
  keyFile: string,
  certificateFile: string,
  chainFile: string,
): string | undefined {
  const missing = [keyFile, certificateFile, chainFile].find((path) => host.files.read(path) === undefined)
  if (missing !== undefined) return `Can't read file '${missing}'`
  try {
    const leaf = new X509Certificate(host.files.read(certificateFile) ?? "")
    const key = createPrivateKey(host.files.text(keyFile) ?? "")
    if (!leaf.checkPrivateKey(key))
      return `Certificate '${certificateFile}' and private key '${keyFile}' do not match.`
    const error = chainError(leaf, certificatesIn(host.files.text(chainFile) ?? ""), host.clock.now())
    return error === undefined
      ? undefined
      : `Unable to validate certificate chain: ${certificateFile}: verification failed: ${error}`
  } catch (error) {
    return `Unable to load: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** As `openssl verify -CAfile` walks: any order, but the root must be there. */
function chainError(
  leaf: X509Certificate,
  pool: readonly X509Certificate[],
  now: number,
): string | undefined {
  let current = leaf
  for (let depth = 0; depth <= pool.length; depth += 1) {
    if (Date.parse(current.validTo) < now) return `error 10 at ${depth} depth lookup: certificate has expired`
    if (Date.parse(current.validFrom) > now)
      return `error 9 at ${depth} depth lookup: certificate is not yet valid`
    if (current.checkIssued(current)) return undefined
    const issuer = pool.find((one) => current.checkIssued(one) && current.verify(one.publicKey))
    if (issuer === undefined)
      return depth === 0
        ? "error 20 at 0 depth lookup: unable to get local issuer certificate"
        : `error 2 at ${depth} depth lookup: unable to get issuer certificate`
    current = issuer
  }
  return "error 22: certificate chain too long"
}

async function deployCrt(host: Machine, paths: readonly string[], localOnly: boolean): Promise<ExecResult> {
  const [certificate = "", chain = ""] = paths
  const key = `${host.home}/${liveKey.path}`
  const checked = verifyCrt(host, [key, certificate, chain])
  if (checked.status !== 0) return checked
  const { deploy } = host.faults
  await host.clock.sleep(host.times.deploy / 2)
  try {
    const steps = deploySteps(host, certificate, chain)
    const half =
      deploy === undefined || deploy === "exits-1-after-success" ? steps.length : Math.floor(steps.length / 2)
    for (const step of steps.slice(0, half)) step()
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error
    return ended(1, `${checked.stdout}ERROR: ${error.message}`)
  }
  if (deploy === "hangs") await new Promise<never>(() => undefined)
  await host.clock.sleep(host.times.deploy / 2)
  if (deploy === "fails") return ended(1, `${checked.stdout}ERROR: keytool -importkeystore failed (rc=1)`)
  if (deploy === "disk-full")
    return ended(
      1,
      `${checked.stdout}ERROR: openssl pkcs12 export to '${host.home}/ssl/zimbra/jetty.pkcs12' failed(0)`,
    )
  if (deploy === "exits-0-after-failure")
    return ended(0, `${checked.stdout}** Installing mta certificate... failed.`)
  const saved = storesInLdap(host) && !localOnly ? await saveCrt(host) : ended(0, "")
  if (saved.status !== 0)
    return ended(1, `${checked.stdout}${saved.stdout}** Installing certificates...done.`)
  if (deploy === "exits-1-after-success")
    return ended(1, `${checked.stdout}** Saving server config key 'zimbraSSLCertificate'...failed (rc=1)`)
  return ended(0, `${checked.stdout}** Installing certificates...done.`)
}

/**
 * Every file that deploycrt writes, in its order; not atomic, as the real one. All of it is zimbra's in the end, also
 * where it runs as root.
 */
function deploySteps(host: Machine, certificateFile: string, chainFile: string): (() => void)[] {
  const { home } = host
  const files = new UserFiles(host.files, host.user)
  const certificate = host.files.text(certificateFile) ?? ""
  const chain = host.files.text(chainFile) ?? ""
  const key = host.files.text(`${home}/${liveKey.path}`) ?? ""
  const served = `${certificate}${chain}`
  const content: Readonly<Record<DeployedFile["holds"], () => string>> = {
    key: () => key,
    certificate: () => served,
    chain: () => chain,
    trust: () => `cacerts ${crypto.randomUUID()}\n${chain}`,
    store: () => `salt ${crypto.randomUUID()}\n${key}\n${served}`,
  }
  return [
    ...deployedFiles.map(({ path, holds, modeAfter }) => () => {
      files.write(`${home}/${path}`, content[holds](), modeAfter)
    }),
    () => files.remove(`${home}/${caFolder.path}`),
    ...certificatesIn(chain).map((one) => () => {
      const name = `${one.fingerprint256.replaceAll(":", "").slice(0, 8).toLowerCase()}.0`
      files.write(`${home}/${caFolder.path}/${name}`, one.toString(), caFolder.fileMode)
    }),
  ]
}

/** deploycrt: `ldap_is_master` from 8.7 on; before, there was no such test. */
export function storesInLdap({ ldapMaster, version }: Machine): boolean {
  return ldapMaster || certmgrRunsAs(version) === "root"
}

async function saveCrt(host: Machine): Promise<ExecResult> {
  const folder = `${host.home}/ssl/zimbra/commercial`
  const cert = host.files.text(`${folder}/commercial.crt`)
  const key = host.files.text(`${folder}/commercial.key`)
  if (cert === undefined || key === undefined)
    return ended(1, `ERROR: Can't read file '${folder}/commercial.crt'`)
  if (host.faults.ldap === "hangs") await new Promise<never>(() => undefined)
  if (host.faults.ldap === "down")
    return ended(1, "** Saving server config key 'zimbraSSLCertificate'...failed (rc=1)")
  host.ldapCopy = { cert, key }
  return ended(0, "** Saving server config key 'zimbraSSLCertificate'...done.")
}

function certificatesIn(text: string): X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}
