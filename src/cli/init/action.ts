import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { type ExampleSize, exampleOf, exampleSizes } from "../../fleet/example.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"

const words: Readonly<Record<ExampleSize, string>> = {
  single: "one server",
  three: "three servers",
  twelve: "twelve servers",
}

export async function init(
  io: Io,
  file: string,
  { example }: { readonly example?: string },
): Promise<ExitCode> {
  const size = exampleSizes.find((one) => one === (example ?? "twelve"))
  if (size === undefined)
    throw new ToolError("usage", `--example ${example} is not known`, {
      hint: `write ${exampleSizes.join(", ")}`,
    })
  await io.files.create(file, exampleOf(size), { mode: 0o644 })
  io.stdout.write(`${printable(file)}: an example fleet of ${words[size]}; put your own names in it\n`)
  io.stderr.write("next: certfleet names\n")
  return exitCodes.ok
}
