/** Rules about transparency, in the order of their codes. */
import type { AnyRule } from "../rule.js"
import { sctCountTooLow } from "../transparency/sctCountTooLow.js"
import { sctListEmpty } from "../transparency/sctListEmpty.js"

export const transparencyRules: readonly AnyRule[] = [sctCountTooLow, sctListEmpty]
