import { execFile } from 'node:child_process'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Mounts a small file system in memory at `path`; `{ skipped: reason }` where that is not allowed. */
export async function mountSmallDisk(path, bytes) {
  if (process.platform !== 'linux') return { skipped: 'tmpfs is of Linux' }
  if (process.getuid() !== 0) return { skipped: 'only root may mount a tmpfs' }
  await mkdir(path)
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'endcap-chaos', path])
  } catch (error) {
    return { skipped: `no tmpfs could be mounted: ${String(error.stderr).trim()}` }
  }
  const filler = join(path, 'filler')
  return {
    path,
    /** Fills it, but for `leftBytes`. */
    async fill(leftBytes) {
      const { bavail, bsize } = await statfs(path)
      const file = await open(filler, 'w')
      try {
        const part = Buffer.alloc(1 << 20)
        for (let left = bavail * bsize - leftBytes; left > 0; left -= part.length) {
          await file.write(part.subarray(0, Math.min(left, part.length)))
        }
      } catch (error) {
        // The collector was faster.
        if (error.code !== 'ENOSPC') throw error
      } finally {
        await file.close()
      }
    },
    free: () => rm(filler, { force: true }),
    unmount: () => execute('umount', ['-l', path]),
  }
}
