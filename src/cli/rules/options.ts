export interface RulesOptions {
  readonly json?: boolean
  /** Also what no rule of lint makes. */
  readonly all?: boolean
  readonly source?: string
  readonly scope?: string
}
