import { ToolError } from "../../errors.js"
import { type ExampleSize, exampleSizes } from "../../fleet/example.js"

export interface InitOptions {
  readonly from?: string
  /** A file, or `-`. */
  readonly inventory?: string
  readonly example?: string
  readonly askPassword?: boolean
  readonly askSudoPassword?: boolean
}

/** Where the file's content comes from. */
export type InitSource =
  | { readonly kind: "host"; readonly words: string }
  | { readonly kind: "inventory"; readonly file: string }
  | { readonly kind: "example"; readonly size: ExampleSize }

/** @throws ToolError `usage` for two sources at once, or an example that there is not */
export function sourceOf({ from, inventory, example }: InitOptions): InitSource {
  const given = Object.entries({ from, inventory, example }).filter(([, value]) => value !== undefined)
  if (given.length > 1)
    throw new ToolError("usage", `${given.map(([name]) => `--${name}`).join(" and ")} exclude each other`, {
      hint: "write two files, and compare them",
    })
  if (from !== undefined) return { kind: "host", words: from }
  if (inventory !== undefined) return { kind: "inventory", file: inventory }
  return { kind: "example", size: sizeNamed(example ?? "twelve") }
}

function sizeNamed(text: string): ExampleSize {
  const size = exampleSizes.find((one) => one === text)
  if (size !== undefined) return size
  throw new ToolError("usage", `--example ${text} is not known`, { hint: `write ${exampleSizes.join(", ")}` })
}
