import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { runProgram } from "./client.js"

export const zimbraId = 47_311

/**
 * The users of every host: this machine's, zimbra, and postmaster, who may become zimbra by sudo. Unless they
 * have a password, theirs is not locked, only impossible. Root has a home of its own: what a log-in of this machine's root runs has no place here.
 */
export async function writeUsers(folder: string, password: string | undefined): Promise<void> {
  const extended = async (name: string, lines: readonly string[], mode: number): Promise<void> => {
    const own = (await readFile(`/etc/${name}`, "utf8"))
      .split("\n")
      .filter((entry) => !/^(zimbra|postmaster):/.test(entry))
      .map((entry) =>
        name === "passwd" ? entry.replace(/^(root:.*):[^:]*:[^:]*$/, "$1:/opt/root:/bin/bash") : entry,
      )
    await writeFile(
      join(folder, name),
      `${[...own.join("\n").trimEnd().split("\n"), ...lines].join("\n")}\n`,
      { mode },
    )
  }
  const hash = password === undefined ? "*" : await shadowHash(password)
  const accounts = [
    { name: "zimbra", id: zimbraId, home: "/opt/zimbra" },
    { name: "postmaster", id: zimbraId + 1, home: "/tmp" },
  ]
  await extended(
    "passwd",
    accounts.map(({ name, id, home }) => `${name}:x:${id}:${id}::${home}:/bin/bash`),
    0o644,
  )
  await extended(
    "group",
    accounts.map(({ name, id }) => `${name}:x:${id}:`),
    0o644,
  )
  await extended(
    "shadow",
    accounts.map(({ name }) => `${name}:${hash}:20000:0:99999:7:::`),
    0o600,
  )
}

async function shadowHash(password: string): Promise<string> {
  const { status, stdout, stderr } = await runProgram("openssl", ["passwd", "-6", "-stdin"], {
    input: `${password}\n`,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}
