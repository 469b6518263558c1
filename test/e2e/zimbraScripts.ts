import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** The password of every store of the stand-ins. */
const storePass = "stand-in"

/**
 * A folder with bin/ of Zimbra's public zm-core-utils, which is neither copied nor committed: its zmcertmgr then runs
 * instead of the stand-in. undefined where the variable is not set.
 */
export const zimbraScripts: string | undefined = process.env["CERTFLEET_ZIMBRA_SCRIPTS"]

/** What the real zmcertmgr makes for itself at its first start (initSSLDirs); on a server it is there. */
export function isOfZimbraScripts(path: string): boolean {
  return zimbraScripts !== undefined && /^ssl\/(\.rnd$|zimbra\/(ca|server)(\/|$))/.test(path)
}

/** Puts the real zmcertmgr into a host's home, with what it calls: OpenSSL, keytool, and Java only as far as its one class goes. */
export async function useZimbraScripts(home: string, ca: string): Promise<void> {
  if (zimbraScripts === undefined) return
  await copyFile(join(zimbraScripts, "bin/zmcertmgr"), join(home, "bin/zmcertmgr"))
  await chmod(join(home, "bin/zmcertmgr"), 0o755)
  await useDomainTool(home, zimbraScripts)
  const bin = join(home, "common/bin")
  await mkdir(bin, { recursive: true })
  for (const tool of ["openssl", "keytool"]) await symlink(`/usr/bin/${tool}`, join(bin, tool))
  await writeFile(join(bin, "java"), java, { mode: 0o755 })
  const [authority, store] = [join(home, "ca.pem"), join(home, "common/etc/java/cacerts")]
  await writeFile(authority, ca)
  await rm(store, { force: true })
  const words = ["-importcert", "-noprompt", "-alias", "first", "-file", authority]
  await run("keytool", [...words, "-keystore", store, "-storepass", storePass])
  await rm(authority)
}

/** The real zmdomaincertmgr, where it is there, with as much of zmshutil as it calls. */
async function useDomainTool(home: string, scripts: string): Promise<void> {
  const tool = "libexec/zmdomaincertmgr"
  if (!existsSync(join(scripts, tool))) return
  await copyFile(join(scripts, tool), join(home, tool))
  await writeFile(join(home, "bin/zmshutil"), "zmsetvars() { zimbra_tmp_directory=/tmp; }\n", { mode: 0o755 })
}

/** com.zimbra.cert.MyPKCS12Import PKCS12 KEYSTORE PASSWORD PASSWORD: adds the pair to the key store, in place. */
const java = `#!/bin/sh
[ "$3" = com.zimbra.cert.MyPKCS12Import ] || { echo "stand-in: java $*"; exit 1; }
cat "$4" > "$5"
`
