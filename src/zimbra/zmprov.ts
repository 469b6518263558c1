/**
 * What `zmprov -l` prints, read from ProvUtil of zm-mailbox and of carbonio-mailbox: an entry begins with `# name NAME`, has
 * a line `attribute: value` for each value, and ends with an empty line. Values are printed raw, so that those of several
 * lines run over the next ones. Asked line by line on standard input, it writes `prov> ` before each answer, and errors
 * elsewhere (stderr): an answer to an unknown name is empty.
 */
export interface ZmprovEntry {
  readonly name: string
  /** Values in their order, by the attribute's name as it was printed. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

const prompt = "prov> "

/** The answer to each question, in order; what stands before the first prompt (a log-in banner) is passed over. */
export function splitAnswers(stdout: string): readonly string[] {
  const answers: string[][] = []
  const start = stdout.indexOf(prompt.trimEnd())
  for (const line of linesOf(start === -1 ? "" : stdout.slice(start))) {
    let rest = line
    while (`${rest} `.startsWith(prompt)) {
      answers.push([])
      rest = rest.slice(prompt.length)
    }
    answers.at(-1)?.push(rest)
  }
  return answers.map((lines) => lines.join("\n"))
}

/** `gas`, `gad`: a name a line. */
export function namesIn(answer: string): string[] {
  return linesOf(answer)
    .map((line) => line.trim())
    .filter((line) => line !== "")
}

/**
 * `gs`, `gd`.
 *
 * @param asked the attributes that were asked for: where they are given, nothing else begins a value
 */
export function entriesIn(answer: string, asked?: readonly string[]): ZmprovEntry[] {
  const wanted = asked === undefined ? undefined : new Set(asked.map((name) => name.toLowerCase()))
  const entries: { name: string; attributes: Map<string, string[]> }[] = []
  let values: string[] | undefined
  for (const line of linesOf(answer)) {
    const name = /^# name (.+)$/.exec(line)?.[1]
    if (name !== undefined) {
      entries.push({ name: name.trim(), attributes: new Map() })
      values = undefined
      continue
    }
    const [, attribute = "", value = ""] = /^([A-Za-z][A-Za-z0-9-]*):(?: (.*))?$/.exec(line) ?? []
    const attributes = entries.at(-1)?.attributes
    const begins = attribute !== "" && (wanted?.has(attribute.toLowerCase()) ?? true)
    if (begins && attributes !== undefined) {
      values = attributes.get(attribute) ?? []
      values.push(value)
      attributes.set(attribute, values)
    } else if (values !== undefined) values.push(`${values.pop() ?? ""}\n${line}`)
  }
  return entries.map(({ name, attributes }) => ({
    name,
    attributes: new Map(
      [...attributes].map(([key, all]) => [key, all.map((one) => one.replace(/\n+$/, ""))]),
    ),
  }))
}

/** `garpd`: the domains that have a virtual host, a key and a certificate of their own, `DOMAIN vhost vhost `. */
export function proxyDomainsIn(answer: string): { readonly domain: string; readonly hosts: string[] }[] {
  return namesIn(answer).map((line) => {
    const [domain = "", ...hosts] = line.split(/\s+/)
    return { domain, hosts }
  })
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/)
}
