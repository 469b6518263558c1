/** Made when somebody asks for the first time; what failed is tried again by the next who asks. */
export function once<T>(make: (signal?: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let made: Promise<T> | undefined
  return (signal) => {
    made ??= make(signal).catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
