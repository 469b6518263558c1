import { inputFindings } from "../assess/inputFindings.js"
import { openStore, unpackAdvice } from "../bundle/expand.js"
import type { InputFile } from "../bundle/inputFile.js"
import { isNamedLikeCertificate, mayHold } from "../bundle/sniff.js"
import { unpack } from "../bundle/unpack.js"
import { ToolError } from "../errors.js"
import type { Secret } from "../secret.js"
import { type Contents, joined, nothing, readContents } from "./contents.js"
import { lintFindings } from "./findings.js"

interface ContainerOptions {
  readonly passphrase: Secret | undefined
  /** In a folder, as one of many. */
  readonly found: boolean
}

/** What archives, compressed files and key stores hold; what of it cannot be opened is a finding, and the rest is read. */
export async function openContainer(input: InputFile, options: ContainerOptions): Promise<Contents> {
  const { files, broken, withJavaKeys } = unpack(input, { wanted: mayHold })
  const parts: Contents[] = []
  for (const file of files) parts.push(await openFile(file, options.passphrase))
  const findings = [
    // An archive in a folder may be as large as it likes, unless it is called like a certificate.
    ...broken
      .filter(
        ({ file, problem }) => !options.found || problem.kind !== "limit" || isNamedLikeCertificate(file),
      )
      .map(({ file, problem }) =>
        inputFindings.container(
          { kind: "file", file },
          { file, problem: problem.message, advice: unpackAdvice(problem) },
        ),
      ),
    ...withJavaKeys.map((file) => lintFindings.javaKey({ kind: "file", file }, { file })),
  ]
  const contents = joined([...parts, { ...nothing, findings }])
  return files.length > 1 ? { ...contents, isPile: true } : contents
}

async function openFile(file: InputFile, passphrase: Secret | undefined): Promise<Contents> {
  const subject = { kind: "file", file: file.name } as const
  try {
    const { files, keys, findings } = await openStore(file, ask(passphrase))
    const problems = findings.filter(({ code }) => code === inputFindings.container.kind.code)
    return joined([
      ...files.map(({ name, bytes }) => readContents(name, bytes, passphrase)),
      { ...nothing, keys: keys.map(({ key }) => ({ key, encrypted: true, subject })), findings: problems },
      ...(files.length > 1 ? [{ ...nothing, isPile: true } as const] : []),
    ])
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "passphrase") throw error
    const closed = passphrase === undefined ? lintFindings.containerClosed : lintFindings.containerPassphrase
    return { ...nothing, findings: [closed(subject, {})] }
  }
}

function ask(passphrase: Secret | undefined): (file: string) => Promise<Secret> {
  return async (file) => {
    if (passphrase !== undefined) return passphrase
    throw new ToolError("passphrase", `${file} is encrypted`)
  }
}
