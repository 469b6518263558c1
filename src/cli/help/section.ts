/** A part of a page about the job, for the terminal and for section 7 of the manual. */
export interface Section {
  readonly title: string
  /** Paragraphs with empty lines between; lines that begin with spaces stay as they are. */
  readonly text: string
}
