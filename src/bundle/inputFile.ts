/** One input: its bytes and how messages name it. */
export interface InputFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** One of several from a container whose order and name mean nothing. */
  readonly contained?: boolean
}
