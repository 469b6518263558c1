import { type HostFiles, parentOf, WriteFailed } from "./hostFiles.js"

/** zmcertmgr's umask is 027. */
const newMode = 0o640

/**
 * A host's files as one user may change them: the content of a file where that is theirs, but which files there are only
 * where the folder is. Everything that may not be throws AccessDenied and changes nothing.
 */
export class UserFiles {
  readonly #files: HostFiles
  readonly #user: string

  constructor(files: HostFiles, user: string) {
    this.#files = files
    this.#user = user
  }

  mayRead(path: string): boolean {
    const file = this.#files.file(path)
    return file === undefined || this.#is(file.owner) || (file.mode & 0o004) !== 0
  }

  /** True for a file whose content, mode and times this user may change. */
  owns(path: string): boolean {
    const file = this.#files.file(path)
    return file === undefined || this.#is(file.owner)
  }

  /** True where this user may create, delete and replace files. */
  mayChangeIn(folder: string): boolean {
    return this.#is(this.#files.ownerOfFolder(folder))
  }

  /** Writes in place, as a program that opens a file; makes a new file where there is none. */
  write(path: string, content: Buffer | string, mode?: number): void {
    if (this.#files.file(path) === undefined) this.#create(path, content, mode)
    else if (this.owns(path)) this.#files.write(path, content, mode)
    else throw new AccessDenied(path)
  }

  /** Moves a new file over what is there, if anything. */
  replace(path: string, content: Buffer | string, mode: number): void {
    this.remove(path)
    this.#create(path, content, mode)
  }

  /** Removes a file, or a folder's files. */
  remove(path: string): void {
    const denied = this.#files.under(path).find((file) => !this.mayChangeIn(parentOf(file)))
    if (denied !== undefined) throw new AccessDenied(denied)
    this.#files.remove(path)
  }

  #create(path: string, content: Buffer | string, mode = newMode): void {
    if (!this.mayChangeIn(parentOf(path))) throw new AccessDenied(path)
    this.#files.write(path, content, mode, this.#user)
  }

  #is(owner: string): boolean {
    return this.#user === owner || this.#user === "root"
  }
}

export class AccessDenied extends WriteFailed {
  override readonly name = "AccessDenied"

  constructor(path: string) {
    super(`${path}: Permission denied`)
  }
}
