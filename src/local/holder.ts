import { hostname, userInfo } from "node:os"

/** Who works at this machine, for journals and locks: `user@machine`. */
export function localHolder(): string {
  return `${userInfo().username}@${hostname()}`
}
