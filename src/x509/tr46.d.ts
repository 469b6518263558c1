/** UTS 46 processing; the package brings no types of its own. */
declare module "tr46" {
  interface Options {
    readonly checkBidi?: boolean
    readonly checkHyphens?: boolean
    readonly checkJoiners?: boolean
    readonly useSTD3ASCIIRules?: boolean
  }
  /** UTS 46 section 4.2; null for a name with an error. */
  export function toASCII(name: string, options?: Options): string | null
  /** UTS 46 section 4.3. */
  export function toUnicode(name: string, options?: Options): { domain: string; error: boolean }
}
