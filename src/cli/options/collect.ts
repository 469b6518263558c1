/** For an option that may be repeated: its values in their order. */
export const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value]
