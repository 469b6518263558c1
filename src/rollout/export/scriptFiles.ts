import { scriptIn } from "../../remote/script.js"

/** The scripts that a role's tasks run, each in a file of its own; argv names them by a variable. */
export class ScriptFiles {
  readonly #texts = new Map<string, string>()

  /** File name → text. */
  get files(): ReadonlyMap<string, string> {
    return new Map([...this.#texts].map(([name, text]) => [`${name}.sh`, `${text}\n`]))
  }

  /** What the role knows each of them by: variable → the expression that reads its file. */
  get variables(): Readonly<Record<string, string>> {
    const own = [...this.#texts.keys()].map((name) => [
      variableOf(name),
      `{{ lookup('ansible.builtin.file', '${name}.sh') }}`,
    ])
    return Object.fromEntries(own)
  }

  /** argv with `{{ … }}` for each script's text, also of one that another starts. */
  argv(argv: readonly string[]): string[] {
    return argv.map((word, at) => {
      const script = scriptIn(argv.slice(Math.max(0, at - 2)))
      if (at < 2 || script?.text !== word) return word
      this.#texts.set(script.name, word)
      return `{{ ${variableOf(script.name)} }}`
    })
  }
}

function variableOf(name: string): string {
  return `certfleet_script_${name.replaceAll("-", "_")}`
}
