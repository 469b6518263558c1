/** `1 port`, `12 ports`. */
export function ports(count: number): string {
  return count === 1 ? "1 port" : `${count} ports`
}

/** `1 server`, `12 servers`. */
export function servers(count: number): string {
  return count === 1 ? "1 server" : `${count} servers`
}
