import { Chalk } from "chalk"
import type { Paint } from "./paint.js"

const chalk = new Chalk({ level: 1 })

/** The sixteen colours of every terminal. Beside paint.ts, since loading chalk is a tenth of a short command's time. */
export const inColour: Paint = (ink, text) => chalk[ink](text)
