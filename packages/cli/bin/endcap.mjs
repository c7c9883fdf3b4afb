#!/usr/bin/env node
// The command as npm links it: a file that is there before the first build, so that a fresh clone gets its link.
import { existsSync } from 'node:fs'

const built = new URL('../dist/bin.js', import.meta.url)
if (existsSync(built)) await import(built)
else {
  process.stderr.write('endcap: not built yet\n  fix: npm run build\n')
  process.exitCode = 1
}
