import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { documentSchemas } from "../../src/report/schemas/documents.js"

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
const validators = new Map(
  Object.entries(documentSchemas()).map(([name, schema]) => [name, ajv.compile(schema)]),
)

/** Fails where a command prints with --json what its published schema does not describe. */
export function requirePublishedShape(argv: readonly string[], stdout: string): void {
  if (!argv.includes("--json") || stdout === "") return
  const [command = ""] = argv
  const document = documentOf(command, argv)
  const validate = validators.get(document)
  if (validate === undefined) throw new Error(`no schema is published for ${document} --json`)
  if (!validate(JSON.parse(stdout)))
    throw new Error(
      `${argv.join(" ")} against its schema: ${ajv.errorsText(validate.errors).slice(0, 2_000)}`,
    )
}

function documentOf(command: string, argv: readonly string[]): string {
  const isForeseen = argv.includes("--dry-run") || argv.includes("--check")
  if (command === "order") return isForeseen ? "orderPlan" : "order"
  if (command === "renew" && argv.includes("--domains")) return "renewDomains"
  if (argv.includes("--dry-run")) return "plan"
  return command === "rollback" ? "rollout" : command
}
