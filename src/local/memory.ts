import { setFlagsFromString } from "node:v8"

/** From so many servers on, memory matters more than a little time. */
const largeFleet = 100

/** V8 would rather let garbage lie than collect it: with hundreds of connections that is a third of all memory. */
export function spareMemory(servers: number): void {
  if (servers >= largeFleet) setFlagsFromString("--optimize-for-size")
}
