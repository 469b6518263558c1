import { Chalk, type ChalkInstance } from "chalk"

const painted = new Chalk({ level: 1 })
const plain = new Chalk({ level: 0 })

/** Whether to colour is decided by who knows the terminal; this only does it. */
export function paint(colour: boolean): ChalkInstance {
  return colour ? painted : plain
}
