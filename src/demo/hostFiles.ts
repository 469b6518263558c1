import { createHash } from "node:crypto"

export interface HostFile {
  readonly content: Buffer
  readonly mode: number
  readonly owner: string
}

/** The files of one embedded host: absolute paths, folders implied by the files in them, a disk of a set size. */
export class HostFiles {
  readonly #files = new Map<string, HostFile>()
  readonly #folders = new Map<string, string>()
  readonly #links = new Map<string, string>()
  /** Bytes that still fit; writing more fails like a full disk. */
  freeBytes = 1024 * 1024 * 1024

  /** Makes a folder, or gives it to somebody else. One that nobody made belongs to whoever owns the one above it. */
  makeFolder(path: string, owner: string): void {
    this.#folders.set(path, owner)
  }

  /** From now on the path leads to another folder. */
  link(path: string, to: string): void {
    this.#links.set(path, to)
  }

  ownerOfFolder(path: string): string {
    const real = this.#real(path)
    const owner = this.#folders.get(real)
    if (owner !== undefined) return owner
    return real === "" ? "root" : this.ownerOfFolder(parentOf(real))
  }

  isFolder(path: string): boolean {
    const real = this.#real(path)
    return this.#folders.has(real) || (!this.#files.has(real) && this.under(real).length > 0)
  }

  /**
   * Writes whatever the owners are: in place where there is a file, which keeps its owner; a new one belongs to whoever
   * owns its folder. Throws DiskFull and writes nothing when the content does not fit.
   */
  write(path: string, content: Buffer | string, mode?: number, owner?: string): void {
    const real = this.#real(path)
    const bytes = Buffer.from(content)
    const old = this.#files.get(real)
    const grows = bytes.byteLength - (old?.content.byteLength ?? 0)
    if (grows > this.freeBytes) throw new DiskFull(path)
    this.freeBytes -= grows
    this.#files.set(real, {
      content: bytes,
      mode: mode ?? old?.mode ?? 0o644,
      owner: owner ?? old?.owner ?? this.ownerOfFolder(parentOf(real)),
    })
  }

  read(path: string): Buffer | undefined {
    return this.file(path)?.content
  }

  text(path: string): string | undefined {
    return this.read(path)?.toString("utf8")
  }

  file(path: string): HostFile | undefined {
    return this.#files.get(this.#real(path))
  }

  /** True for a file, and for a folder that has files in it. */
  exists(path: string): boolean {
    return this.under(path).length > 0
  }

  /** Every file at or below a path, sorted, named as the path was. */
  under(path: string): string[] {
    const real = this.#real(path)
    return [...this.#files.keys()]
      .filter((file) => file === real || file.startsWith(`${real}/`))
      .map((file) => `${path}${file.slice(real.length)}`)
      .sort()
  }

  /** Removes a file, or a folder's files. */
  remove(path: string): void {
    for (const file of this.under(this.#real(path))) {
      this.freeBytes += this.#files.get(file)?.content.byteLength ?? 0
      this.#files.delete(file)
    }
  }

  sha256(path: string): string {
    return createHash("sha256")
      .update(this.read(path) ?? "")
      .digest("hex")
  }

  /** Path → mode, owner and hash, for comparing whole trees. */
  snapshot(path: string): Map<string, string> {
    return new Map(
      this.under(path).map((at) => {
        const { mode, owner } = this.file(at) ?? { mode: 0, owner: "nobody" }
        return [at, `${mode.toString(8)} ${owner} ${this.sha256(at)}`]
      }),
    )
  }

  #real(path: string): string {
    for (const [from, to] of this.#links)
      if (path === from || path.startsWith(`${from}/`)) return `${to}${path.slice(from.length)}`
    return path
  }
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0))
}

/** What ends a program that writes. */
export class WriteFailed extends Error {
  override readonly name: string = "WriteFailed"
}

export class DiskFull extends WriteFailed {
  override readonly name = "DiskFull"

  constructor(path: string) {
    super(`${path}: No space left on device`)
  }
}
