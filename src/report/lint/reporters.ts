import type { Reporter } from "./reporter.js"
import { textReport } from "./text.js"

/** Every reporter by its name. Only `text` is there at once: the others are loaded for those who ask for them. */
export const reporters = {
  text: async () => textReport,
  json: async () => (await import("./json.js")).jsonReport,
  sarif: async () => (await import("./sarif.js")).sarifReport,
  junit: async () => (await import("./junit.js")).junitReport,
  github: async () => (await import("./github.js")).githubReport,
  gitlab: async () => (await import("./gitlab.js")).gitlabReport,
  html: async () => (await import("./html.js")).htmlReport,
  summary: async () => (await import("./summary.js")).summaryReport,
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>

export type ReporterName = keyof typeof reporters

export const reporterNames = Object.keys(reporters) as readonly ReporterName[]
