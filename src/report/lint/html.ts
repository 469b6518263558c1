import { lintPage } from "../page/lintPage.js"
import { lintJson } from "./json.js"
import type { Reporter } from "./reporter.js"

/** A page for people, in one file. */
export const htmlReport: Reporter = (report, { version }) => lintPage(lintJson(report), version)
