export type Ink = "red" | "yellow" | "green" | "cyan" | "bold"

/** Puts colour into text, or leaves it as it is; who knows the terminal decides. */
export type Paint = (ink: Ink, text: string) => string

/** For files, pipes and whoever wants no colours. */
export const plain: Paint = (_ink, text) => text
