/**
 * Conformance cases in which this project disagrees on purpose, with the reason. A case that agrees after all
 * fails the test until it is taken out.
 */
export const exceptions: Readonly<Record<string, string>> = {}
