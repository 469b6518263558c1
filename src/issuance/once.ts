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

/** The same for each of several: what was given once is given again. */
export function onceEach<T>(make: (which: string) => Promise<T>): (which: string) => Promise<T> {
  const made = new Map<string, () => Promise<T>>()
  return (which) => {
    const one = made.get(which) ?? once(() => make(which))
    made.set(which, one)
    return one()
  }
}
