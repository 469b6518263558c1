export interface RulesOptions {
  readonly json?: boolean
  readonly source?: string
  readonly scope?: string
}
