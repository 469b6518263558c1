import type { World } from "./world.js"

/** Something that goes wrong when a renewal is due: from the day before the CA's window until some days after it. */
export interface Incident {
  /** At which renewal, counted from 1. */
  readonly renewal: number
  readonly what: string
  /** Days after the end of the window. */
  readonly daysAfter: number
  readonly begin: (world: World) => void
  readonly end: (world: World) => void
}

const deploying = ({ fleet }: World) =>
  fleet.hosts.find(({ entry }) => entry.roles.includes("mta"))?.host.faults ?? {}

export const incidents: readonly Incident[] = [
  {
    ...{ renewal: 2, daysAfter: 3, what: "the CA is down" },
    begin: ({ acme }) => {
      acme.isDown = true
    },
    end: ({ acme }) => {
      acme.isDown = false
    },
  },
  {
    ...{ renewal: 4, daysAfter: 2, what: "deploycrt fails on mx01" },
    begin: (world) => {
      deploying(world).deploy = "fails"
    },
    end: (world) => {
      delete deploying(world).deploy
    },
  },
]
