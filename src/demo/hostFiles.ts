import { createHash } from "node:crypto"

export interface HostFile {
  readonly content: Buffer
  readonly mode: number
}

/** The files of one embedded host: absolute paths, folders implied by the files in them, a disk of a set size. */
export class HostFiles {
  readonly #files = new Map<string, HostFile>()
  /** Bytes that still fit; writing more fails like a full disk. */
  freeBytes = 1024 * 1024 * 1024

  /** Throws DiskFull and writes nothing when the content does not fit. */
  write(path: string, content: Buffer | string, mode = 0o644): void {
    const bytes = Buffer.from(content)
    const grows = bytes.byteLength - (this.#files.get(path)?.content.byteLength ?? 0)
    if (grows > this.freeBytes) throw new DiskFull(path)
    this.freeBytes -= grows
    this.#files.set(path, { content: bytes, mode })
  }

  read(path: string): Buffer | undefined {
    return this.#files.get(path)?.content
  }

  text(path: string): string | undefined {
    return this.read(path)?.toString("utf8")
  }

  file(path: string): HostFile | undefined {
    return this.#files.get(path)
  }

  /** True for a file, and for a folder that has files in it. */
  exists(path: string): boolean {
    return this.#files.has(path) || this.under(path).length > 0
  }

  /** Every file at or below a path, sorted. */
  under(path: string): string[] {
    return [...this.#files.keys()].filter((file) => file === path || file.startsWith(`${path}/`)).sort()
  }

  /** Removes a file, or a folder with all that is in it. */
  remove(path: string): void {
    for (const file of this.under(path)) {
      this.freeBytes += this.#files.get(file)?.content.byteLength ?? 0
      this.#files.delete(file)
    }
  }

  sha256(path: string): string {
    return createHash("sha256")
      .update(this.read(path) ?? "")
      .digest("hex")
  }

  /** Path → mode and hash, for comparing whole trees. */
  snapshot(path: string): Map<string, string> {
    return new Map(
      this.under(path).map((file) => [file, `${this.file(file)?.mode.toString(8)} ${this.sha256(file)}`]),
    )
  }
}

export class DiskFull extends Error {
  override readonly name = "DiskFull"

  constructor(path: string) {
    super(`${path}: No space left on device`)
  }
}
