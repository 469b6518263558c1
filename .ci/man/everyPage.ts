import { helpPages } from "./helpPages.js"
import { manPages } from "./pages.js"

/** Manual pages and help by their place in dist/. */
export async function everyPage(): Promise<Readonly<Record<string, string>>> {
  const below = (folder: string, pages: Readonly<Record<string, string>>): (readonly [string, string])[] =>
    Object.entries(pages).map(([name, text]) => [`${folder}/${name}`, text])
  return Object.fromEntries([...below("man", manPages()), ...below("help", await helpPages())])
}
