import { execFile } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, chown, copyFile, lchown, mkdir, readdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import {
  caFolder,
  certmgrRunsAs,
  daemons,
  deployedFiles,
  folders,
  installation,
  links,
  liveKey,
  releases,
} from "../../src/demo/world.js"
import { here } from "./here.js"
import { useZimbraScripts, zimbraScripts } from "./zimbraScripts.js"

const run = promisify(execFile)

/** What every host serves at the beginning, in PEM; `ca` is the chain file: intermediates, then the root. */
export interface InitialMaterial {
  readonly key: string
  readonly crt: string
  readonly ca: string
}

/** What the stand-ins keep at home besides: LDAP's entry, what the daemon is asked, which faults there are. */
const ownFolders = ["ldap", "run/requests", ".fault"]

/** Makes `home` what /opt/zimbra is after a deploy of the initial certificate. Ownership is the caller's work, by `settle`. */
export async function makeHostTree(home: string, initial: InitialMaterial): Promise<void> {
  for (const path of [...folders.map((folder) => folder.path), ...ownFolders])
    await mkdir(join(home, path), { recursive: true })
  for (const { path, to } of links) await symlink(join(installation.home, to), join(home, path))
  await Promise.all([makePrograms(home), makeDeployed(home, initial)])
  await useZimbraScripts(home, initial.ca)
  await writeFile(join(home, ".bash_profile"), "PATH=/opt/zimbra/bin:$PATH\n")
}

/** Gives everything in a host's home the owner and mode that zmfixperms gives it. */
export async function settle(home: string, zimbraId: number): Promise<void> {
  const ids = { root: 0, zimbra: zimbraId }
  const put = async (path: string, owner: "root" | "zimbra", mode: number): Promise<void> => {
    const file = join(home, seen(path))
    await chown(file, ids[owner], ids[owner])
    await chmod(file, mode)
  }
  for (const { path, owner, mode } of folders) await put(path, owner, mode)
  for (const { path } of links) await lchown(join(home, path), 0, 0)
  for (const { path, mode } of [liveKey, ...deployedFiles]) await put(path, "zimbra", mode)
  for (const name of await readdir(join(home, caFolder.path)))
    await put(`${caFolder.path}/${name}`, "zimbra", caFolder.fileMode)
}

/** A path as it is reached from outside of the host, where a link of the host leads nowhere. */
function seen(path: string): string {
  const link = links.find((one) => path.startsWith(`${one.path}/`))
  return link === undefined ? path : `${link.to}${path.slice(link.path.length)}`
}

async function makePrograms(home: string): Promise<void> {
  const source = join(here, "host")
  const bin = join(home, "bin")
  await Promise.all(
    ["zmcertmgr", "zmctl", "zmcontrol", "zmprov", "zmlocalconfig"].map(async (name) => {
      await copyFile(join(source, name), join(bin, name))
      await chmod(join(bin, name), 0o755)
    }),
  )
  const libexec = join(home, "libexec")
  await mkdir(libexec, { recursive: true })
  await copyFile(join(source, "zmdomaincertmgr"), join(libexec, "zmdomaincertmgr"))
  await chmod(join(libexec, "zmdomaincertmgr"), 0o755)
  await writeFile(join(bin, "facts.sh"), shellFacts)
  await Promise.all(daemons.map(({ tool }) => symlink("zmctl", join(bin, tool))))
}

/** The world in the words of the tools, which are shell. */
const shellFacts = `release='${releases.present}'
old_release='${releases.old}'
old_certmgr=${certmgrRunsAs(releases.old)}
deployed='${deployedFiles.map(({ path, holds, modeAfter }) => `${holds} ${path} ${modeAfter?.toString(8) ?? ""}`).join("\n")}'
daemons='${daemons.map(({ tool, name }) => `${tool} ${name}`).join("\n")}'
`

/** Puts what a deploy of this material leaves into a home, with a folder for LDAP's copy. */
export async function makeDeployed(home: string, { key, crt, ca }: InitialMaterial): Promise<void> {
  const store = join(home, "ssl/zimbra/jetty.pkcs12")
  const contents = { key, certificate: crt + ca, chain: ca, trust: ca }
  const write = (path: string, content: string): Promise<void> => writeFile(join(home, seen(path)), content)
  for (const { path, holds } of [liveKey, ...deployedFiles])
    if (holds !== "store" && !(holds === "trust" && keepsTrust(join(home, seen(path)))))
      await write(path, contents[holds])
  await Promise.all([
    write("ldap/zimbraSSLCertificate", crt + ca),
    write("ldap/zimbraSSLPrivateKey", key),
    ...certificatesOf(ca).map((pem, index) => write(`${caFolder.path}/commercial_ca_${index + 1}.crt`, pem)),
  ])
  await chmod(join(home, "ldap/zimbraSSLPrivateKey"), 0o600)
  const live = join(home, liveKey.path)
  await run("openssl", [
    ...["pkcs12", "-export", "-name", "jetty", "-in", live.replace(/key$/, "crt"), "-inkey", live],
    ...["-out", store, "-passout", "pass:stand-in"],
  ])
  for (const { path, holds } of deployedFiles)
    if (holds === "store" && join(home, path) !== store) await copyFile(store, join(home, seen(path)))
}

/** keytool writes into no file that is not its own. */
function keepsTrust(file: string): boolean {
  return zimbraScripts !== undefined && existsSync(file)
}

function certificatesOf(pem: string): string[] {
  return (pem.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n?/g) ?? []).map((block) =>
    new X509Certificate(block).toString(),
  )
}
