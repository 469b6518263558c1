import { posix } from "node:path"
import type { Attributes, SFTPWrapper } from "ssh2"
import ssh2 from "ssh2"
import type { HostFiles } from "./hostFiles.js"

const { STATUS_CODE: status, flagsToString } = ssh2.utils.sftp
const fileType = 0o100000
const folderType = 0o040000

interface OpenFile {
  readonly path: string
  readonly writing: boolean
  /** Names that a folder listing has yet to give. */
  listing?: string[]
}

/** The files of an embedded host over SFTP (draft-ietf-secsh-filexfer-02): list, read, write, remove, rename. */
export function serveFiles(sftp: SFTPWrapper, files: HostFiles): void {
  const handles = new Map<string, OpenFile>()
  let count = 0
  const open = (file: OpenFile): Buffer => {
    count += 1
    handles.set(String(count), file)
    return Buffer.from(String(count))
  }
  const known = (handle: Buffer): OpenFile | undefined => handles.get(handle.toString())

  sftp.on("OPEN", (id, name, flags) => {
    const path = clean(name)
    const writing = flagsToString(flags)?.startsWith("r") === false
    if (!writing && files.read(path) === undefined) return sftp.status(id, status.NO_SUCH_FILE)
    if (writing) files.write(path, "", 0o600)
    return sftp.handle(id, open({ path, writing }))
  })
  sftp.on("READ", (id, handle, offset, length) => {
    const bytes = files.read(known(handle)?.path ?? "")?.subarray(offset, offset + length)
    return bytes === undefined || bytes.byteLength === 0 ? sftp.status(id, status.EOF) : sftp.data(id, bytes)
  })
  sftp.on("WRITE", (id, handle, offset, data) => {
    const file = known(handle)
    if (file?.writing !== true) return sftp.status(id, status.PERMISSION_DENIED)
    const old = files.read(file.path) ?? Buffer.alloc(0)
    const whole = Buffer.alloc(Math.max(old.byteLength, offset + data.byteLength))
    old.copy(whole)
    data.copy(whole, offset)
    files.write(file.path, whole, files.file(file.path)?.mode)
    return sftp.status(id, status.OK)
  })
  sftp.on("OPENDIR", (id, name) => {
    const path = clean(name)
    if (!files.exists(path)) return sftp.status(id, status.NO_SUCH_FILE)
    return sftp.handle(id, open({ path, writing: false, listing: children(files, path) }))
  })
  sftp.on("READDIR", (id, handle) => {
    const folder = known(handle)
    const names = folder?.listing ?? []
    if (folder === undefined || names.length === 0) return sftp.status(id, status.EOF)
    folder.listing = []
    return sftp.name(
      id,
      names.map((filename) => {
        const attrs = attributes(files, `${folder.path}/${filename}`)
        return { filename, longname: filename, attrs }
      }),
    )
  })
  const stat = (id: number, name: string): void => {
    const path = clean(name)
    if (files.exists(path) || path === "/") sftp.attrs(id, attributes(files, path))
    else sftp.status(id, status.NO_SUCH_FILE)
  }
  sftp.on("STAT", stat)
  sftp.on("LSTAT", stat)
  sftp.on("FSTAT", (id, handle) => stat(id, known(handle)?.path ?? ""))
  sftp.on("REALPATH", (id, name) =>
    sftp.name(id, [{ filename: clean(name), longname: clean(name), attrs: attributes(files, clean(name)) }]),
  )
  sftp.on("REMOVE", (id, name) => {
    files.remove(clean(name))
    sftp.status(id, status.OK)
  })
  sftp.on("RENAME", (id, from, to) => {
    const file = files.file(clean(from))
    if (file === undefined) return sftp.status(id, status.NO_SUCH_FILE)
    files.write(clean(to), file.content, file.mode)
    files.remove(clean(from))
    return sftp.status(id, status.OK)
  })
  sftp.on("CLOSE", (id, handle) => {
    handles.delete(handle.toString())
    sftp.status(id, status.OK)
  })
}

function clean(name: string): string {
  const path = posix.normalize(`/${name}`)
  return path.length > 1 ? path.replace(/\/$/, "") : path
}

function children(files: HostFiles, path: string): string[] {
  const prefix = path === "/" ? "/" : `${path}/`
  const inside = files.under(path === "/" ? "" : path).filter((file) => file.startsWith(prefix))
  return [...new Set(inside.map((file) => file.slice(prefix.length).split("/")[0] ?? ""))]
}

function attributes(files: HostFiles, path: string): Attributes {
  const file = files.file(path)
  const mode = file === undefined ? folderType | 0o755 : fileType | file.mode
  return { mode, uid: 1000, gid: 1000, size: file?.content.byteLength ?? 0, atime: 0, mtime: 0 }
}
