import { privateKeyBlocked } from "../privateKey/privateKeyBlocked.js"
import { privateKeyInClear } from "../privateKey/privateKeyInClear.js"
import { privateKeyMismatch } from "../privateKey/privateKeyMismatch.js"
import { privateKeyUnmatched } from "../privateKey/privateKeyUnmatched.js"
import { privateKeyWeak } from "../privateKey/privateKeyWeak.js"
import type { AnyRule } from "../rule.js"

export const privateKeyRules: readonly AnyRule[] = [
  privateKeyBlocked,
  privateKeyInClear,
  privateKeyMismatch,
  privateKeyUnmatched,
  privateKeyWeak,
]
