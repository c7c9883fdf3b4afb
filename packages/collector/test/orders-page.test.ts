import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { ORDER_STATUSES, warehouseDdl } from '@endcap/core'
import { describe, expect, test } from 'vitest'
import { makeFolder, startRig } from './rig.js'
import { ORDERS_SECRET } from './shop-orders.js'

const run = promisify(execFile)
const page = readFileSync(new URL('../../../docs/orders.md', import.meta.url), 'utf8')

/** The last block of a language on the page: those before are for the shop's own pages. */
function blockOf(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))]
  return blocks.at(-1)?.[1] as string
}

async function canRun(program: string): Promise<boolean> {
  return run(program, [program === 'openssl' ? 'version' : '--version']).then(
    () => true,
    () => false,
  )
}

describe('docs/orders.md', () => {
  // Programs that a machine may lack; those that it has are run against a collector.
  test.for([
    ['sh', ['sh', 'openssl', 'curl'], 'orders.sh'],
    ['python', ['python3'], 'orders.py'],
    ['php', ['php'], 'orders.php'],
  ] as const)('the sample in %s is taken', async ([language, programs, name], { skip }) => {
    const isHere = await Promise.all(programs.filter((one) => one !== 'sh').map(canRun))
    if (isHere.includes(false)) skip(`this machine lacks one of ${programs}`)
    const { url } = await startRig({ orders: { secret: ORDERS_SECRET } })
    const file = join(await makeFolder(), name)
    writeFileSync(file, `${language === 'php' ? '<?php\n' : ''}${blockOf(language)}`)
    const env = { ...process.env, COLLECTOR: url, ENDCAP_ORDERS_SECRET: ORDERS_SECRET }
    const { stdout } = await run(programs[0], [file], { env })
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, duplicates: 0, rejected: [] })
  })

  test('names every status and every column of the view', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    for (const statement of warehouseDdl('duckdb')) await connection.run(statement)
    const columns = (await connection.runAndReadAll('SELECT * FROM orders')).columnNames()
    for (const name of [...columns, ...ORDER_STATUSES]) expect(page).toContain(`\`${name}\``)
    await connection.run(blockOf('sql'))
    connection.closeSync()
  })
})
