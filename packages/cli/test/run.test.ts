import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/run.js'
import { VERSION } from '../src/version.js'
import { runCommand } from './run-command.js'

test.each([
  [['fly'], 'there is no command "fly"'],
  [['--fly'], 'unknown option --fly'],
  [['train', '--fly', 'x'], 'unknown option --fly'],
  [['train', '-o', 'x'], 'unknown option -o'],
  [['train', '--out'], '--out needs a value'],
  [['train', '--out', '--input', 'x'], '--out needs a value'],
  [['train', '--out', 'm.bin'], 'give either --input or --warehouse'],
  [['train', '--out', 'm.bin', '--input', 'a', '--warehouse', 'b'], 'give either --input or --warehouse'],
  [['train', '--input', 'a.csv'], 'give either --out or --publish'],
  [['train', '--input', 'a.csv', '--out', 'm.bin', '--force'], '--force and --holdout-days go with --publish'],
  [['train', 'a.csv', '--out', 'm.bin'], 'unexpected argument "a.csv"'],
  [['evaluate', '--train', 'a', '--test', 'b', '--mode', 'best'], '--mode is one of published, storefront'],
  [['evaluate', '--train', 'a', '--test', 'b', '--k', 'x'], '--k is a whole number from 1 to 1000'],
  [['evaluate', '--train', 'a', '--test', 'b', '--k', '0'], '--k is a whole number from 1 to 1000'],
  [['evaluate', '--test', 'b'], '--train is required'],
  [['evaluate', '--train', 'a'], '--test is required'],
  [['evaluate', '--train', 'a.csv', '--test', './a.csv'], '--train and --test are one file'],
  [['evaluate', '--train', 'a', '--test', 'b', '--protocol', 'sequence'], 'splits --train itself; leave --test out'],
  [['evaluate', '--train', 'a', '--test', 'b', '--baselines'], '--baselines needs a value'],
  [['evaluate', '--train', 'a', '--test', 'b', '--baselines', 'vstan:k'], 'NAME=VALUE'],
  [
    ['evaluate', '--train', 'a', '--test', 'b', '--protocol', 'basket', '--baselines', 'vstan'],
    'vstan does not answer the protocol basket',
  ],
  [['evaluate', '--train', 'a', '--test', 'b', '--min-prefix', '0'], '--min-prefix is a whole number from 1 to 1000'],
  [['report'], '--data is required'],
  [['report', '--data', 'd', '--json=yes'], '--json takes no value'],
  [['import', '--data', 'd'], 'give one of --orders, --events'],
  [['import', '--data', 'd', '--orders', 'a', '--events', 'b'], 'give one of --orders, --events'],
  [['import', '--data', 'd', '--orders', 'a', '--currency', 'euro'], '--currency is a code'],
  [['import', '--orders', 'a'], 'give --data DIR or --clickhouse URL'],
  [['import', '--orders', 'a', '--data', 'd', '--clickhouse', 'http://host'], '--data goes without --clickhouse'],
  [['import', '--orders', 'a', '--data', 'd', '--database', 'shop'], '--database goes with --clickhouse'],
  [['import', '--orders', 'a', '--clickhouse', 'localhost:8123'], '--clickhouse is an address such as https://'],
  [['insight', 'rfm', '--transactions', 'a', '--zone', 'Mars/Olympus'], '--zone Mars/Olympus is no time zone'],
  [['insight', 'rfm', '--transactions', 'a', '--from', 'May'], '--from May is no day'],
  [['insight', 'rfm', '--transactions', 'a', '--data', 'b'], '--data goes without --transactions'],
  [['insight', 'changes', '--transactions', 'a', '--goals', 'luck=3'], '--goals: luck is none of'],
  [['collect', '--port', '-1'], '--port is a whole number from 0 to 65535'],
  [['demo', '--port', '70000'], '--port is a whole number from 0 to 65535'],
  [['doctor', '--collector', 'nowhere'], '--collector is an address'],
])('%j is wrong use: exit 2, one line, and how to see the help', async (argv, message) => {
  const { code, stdout, stderr } = await runCommand(argv)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(message)
  expect(stderr).toContain('--help')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s --help names every option',
  async (name, command) => {
    const { code, stdout, stderr } = await runCommand([name, '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: endcap ${name}`)
    for (const option of [...command.options, { name: 'json' }]) expect(stdout).toContain(`--${option.name}`)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  },
)

test('--help lists every command', async () => {
  const { code, stdout } = await runCommand(['--help'])
  expect(code).toBe(0)
  for (const { name, summary } of COMMANDS) {
    expect(stdout).toContain(`\n  ${name} `)
    expect(stdout).toContain(summary)
  }
})

test('no command at all is wrong use and shows the help', async () => {
  const { code, stdout, stderr } = await runCommand([])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('Usage: endcap COMMAND')
})

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  expect(VERSION).toBe(version)
  expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})
