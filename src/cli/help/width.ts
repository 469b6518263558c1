/** How wide help is: the build makes it once for each. */
export const helpWidths = [80, 120] as const

/** The widest that fits a terminal of so many columns; the first where there is none. */
export function helpWidth(columns: number | undefined): number {
  return helpWidths.findLast((width) => width <= (columns ?? 0)) ?? helpWidths[0]
}
