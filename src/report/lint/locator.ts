import { isAbsolute, relative, resolve, sep } from "node:path"

interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Tools that show findings want paths from the checkout, wherever in it the lint runs. */
export function locator({ cwd, env }: Surroundings): (file: string) => string {
  const checkout = [env["GITHUB_WORKSPACE"], env["CI_PROJECT_DIR"]].find(
    (folder) => folder !== undefined && folder !== "" && isInside(folder, cwd),
  )
  return (file) => {
    const path = resolve(cwd, file)
    const root = checkout ?? cwd
    return (isInside(root, path) ? relative(root, path) : path).split(sep).join("/")
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
