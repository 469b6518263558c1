/** Rules about validity, in the order of their codes. */

import type { AnyRule } from "../rule.js"
import { backdated } from "../validity/backdated.js"
import { expired } from "../validity/expired.js"
import { expiresSoon } from "../validity/expiresSoon.js"
import { notYetValid } from "../validity/notYetValid.js"
import { rootValidityTooLong } from "../validity/rootValidityTooLong.js"
import { rootValidityTooShort } from "../validity/rootValidityTooShort.js"
import { validityNotPositive } from "../validity/validityNotPositive.js"
import { validityOver39Months } from "../validity/validityOver39Months.js"
import { validityOver46Days } from "../validity/validityOver46Days.js"
import { validityOver47Days } from "../validity/validityOver47Days.js"
import { validityOver99Days } from "../validity/validityOver99Days.js"
import { validityOver100Days } from "../validity/validityOver100Days.js"
import { validityOver199Days } from "../validity/validityOver199Days.js"
import { validityOver200Days } from "../validity/validityOver200Days.js"
import { validityOver397Days } from "../validity/validityOver397Days.js"
import { validityOver398Days } from "../validity/validityOver398Days.js"
import { validityOver825Days } from "../validity/validityOver825Days.js"
import { validityRefusedByApple } from "../validity/validityRefusedByApple.js"

export const validityRules: readonly AnyRule[] = [
  backdated,
  expired,
  expiresSoon,
  notYetValid,
  rootValidityTooLong,
  rootValidityTooShort,
  validityNotPositive,
  validityOver100Days,
  validityOver199Days,
  validityOver200Days,
  validityOver397Days,
  validityOver398Days,
  validityOver39Months,
  validityOver46Days,
  validityOver47Days,
  validityOver825Days,
  validityOver99Days,
  validityRefusedByApple,
]
