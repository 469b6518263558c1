/** How a load balancer sees a member: up or down, and how long the latest run of equal results is. */
export interface Health {
  readonly up: boolean
  /** Results in a row that speak against `up`. */
  readonly against: number
}

export interface HealthRules {
  /** Successes in a row that bring a member back. */
  readonly rise: number
  /** Failures in a row that take it out. */
  readonly fall: number
}

/** The usual setting of a balancer: one failure takes a server out, three successes in a row bring it back. */
export const usualHealthRules: HealthRules = { rise: 3, fall: 1 }

export const unknownHealth: Health = { up: false, against: 0 }

/** The health after one more probe. */
export function nextHealth(health: Health, success: boolean, rules: HealthRules = usualHealthRules): Health {
  if (success === health.up) return { up: health.up, against: 0 }
  const against = health.against + 1
  const limit = health.up ? rules.fall : rules.rise
  return against >= limit ? { up: success, against: 0 } : { up: health.up, against }
}
