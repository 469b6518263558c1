import { execFile } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { chmod, copyFile, mkdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { here } from "./here.js"

const run = promisify(execFile)

/** What every host serves at the beginning, in PEM; `ca` is the chain file: intermediates, then the root. */
export interface InitialMaterial {
  readonly key: string
  readonly crt: string
  readonly ca: string
}

const folders = [
  "bin",
  "common/etc/java",
  "conf/ca",
  "ldap",
  "mailboxd/etc",
  "run/requests",
  "ssl/zimbra/commercial",
  ".fault",
]

/** Makes `home` what /opt/zimbra is after a deploy of the initial certificate. Ownership is the caller's work. */
export async function makeHostTree(home: string, initial: InitialMaterial): Promise<void> {
  await Promise.all(folders.map((folder) => mkdir(join(home, folder), { recursive: true })))
  await Promise.all([makePrograms(home), makeDeployed(home, initial)])
  await writeFile(join(home, ".bash_profile"), "PATH=/opt/zimbra/bin:$PATH\n")
}

async function makePrograms(home: string): Promise<void> {
  const source = join(here, "host")
  const bin = join(home, "bin")
  await Promise.all(
    ["zmcertmgr", "zmctl", "zmcontrol"].map(async (name) => {
      await copyFile(join(source, name), join(bin, name))
      await chmod(join(bin, name), 0o755)
    }),
  )
  await Promise.all(
    ["zmproxyctl", "zmmtactl", "zmmailboxdctl", "ldap"].map((name) => symlink("zmctl", join(bin, name))),
  )
}

async function makeDeployed(home: string, { key, crt, ca }: InitialMaterial): Promise<void> {
  const write = async (path: string, content: string, mode: number): Promise<void> => {
    await writeFile(join(home, path), content, { mode })
    await chmod(join(home, path), mode)
  }
  const commercial = "ssl/zimbra/commercial/commercial"
  const pairs = ["imapd", "slapd", "smtpd", "nginx"]
  await Promise.all([
    write(`${commercial}.key`, key, 0o600),
    write(`${commercial}.crt`, crt + ca, 0o644),
    write(`${commercial}_ca.crt`, ca, 0o644),
    write("common/etc/java/cacerts", ca, 0o644),
    write("ldap/zimbraSSLCertificate", crt + ca, 0o644),
    write("ldap/zimbraSSLPrivateKey", key, 0o600),
    ...pairs.flatMap((name) => [
      write(`conf/${name}.key`, key, 0o640),
      write(`conf/${name}.crt`, crt + ca, 0o640),
    ]),
    ...certificatesOf(ca).flatMap((pem, index) => [
      write(`conf/ca/commercial_ca_${index + 1}.crt`, pem, 0o644),
    ]),
  ])
  const store = join(home, "ssl/zimbra/jetty.pkcs12")
  const live = join(home, commercial)
  await run("openssl", [
    ...["pkcs12", "-export", "-name", "jetty", "-in", `${live}.crt`, "-inkey", `${live}.key`],
    ...["-out", store, "-passout", "pass:stand-in"],
  ])
  await chmod(store, 0o600)
  await Promise.all(
    ["conf/imapd.keystore", "mailboxd/etc/keystore"].map((path) => copyFile(store, join(home, path))),
  )
}

function certificatesOf(pem: string): string[] {
  return (pem.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n?/g) ?? []).map((block) =>
    new X509Certificate(block).toString(),
  )
}
