import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StoredEvent, toWarehouseRows, warehouseMigration } from '@endcap/core'
import { freePorts, type Service, startProgram } from './process.js'

/** A ClickHouse server that answers over HTTP. */
export interface ClickHouseService extends Service {
  readonly url: string
  /** Runs a statement and gives its answer as text. Rejects with what the server says. */
  query(sql: string): Promise<string>
}

const USERS = `<yandex><profiles><default><max_memory_usage>1000000000</max_memory_usage></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile>
<quota>default</quota></default></users><quotas><default></default></quotas></yandex>`

const configOf = (folder: string, http: number, tcp: number, between: number) => `<yandex>
<logger><level>warning</level><console>1</console></logger>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${between}</interserver_http_port>
<listen_host>127.0.0.1</listen_host><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path>
<users_config>${folder}/users.xml</users_config><default_profile>default</default_profile>
<default_database>default</default_database><mark_cache_size>16777216</mark_cache_size></yandex>`

/** Starts ClickHouse in a temporary folder: Debian's server, of 2018, which bounds what a sink may ask of any. */
export async function startClickHouse(): Promise<ClickHouseService> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-clickhouse-'))
  const [http = 0, tcp = 0, between = 0] = await freePorts(3)
  for (const part of ['data', 'tmp']) await mkdir(join(folder, part))
  const config = join(folder, 'config.xml')
  await writeFile(config, configOf(folder, http, tcp, between))
  await writeFile(join(folder, 'users.xml'), USERS)
  const url = `http://127.0.0.1:${http}`
  const program = await startProgram({
    command: 'clickhouse-server',
    args: [`--config-file=${config}`],
    cwd: folder,
    isReady: () =>
      fetch(`${url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      ),
  })
  return {
    url,
    async query(sql) {
      const answer = await fetch(url, { method: 'POST', body: sql })
      const text = await answer.text()
      if (!answer.ok) throw new Error(text)
      return text
    },
    stop: program.stop,
    kill: program.kill,
    restart: program.restart,
    async close() {
      await program.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Fills an empty ClickHouse server as the collector's sink does: raw rows, what comes twice included. */
export async function fillClickHouse(
  server: Pick<ClickHouseService, 'query'>,
  events: Iterable<StoredEvent>,
  blockSize = 20_000,
): Promise<void> {
  for (const statement of warehouseMigration('clickhouse', () => false)) await server.query(statement)
  let rows: ReturnType<typeof toWarehouseRows>[] = []
  const insert = async (table: string, values: readonly object[]) => {
    const lines = values.map((value) => JSON.stringify({ ...value, precedence: 1 }))
    if (lines.length > 0) await server.query(`INSERT INTO ${table} FORMAT JSONEachRow ${lines.join('\n')}`)
  }
  const flush = async () => {
    await insert(
      'raw_events',
      rows.map(({ event }) => event),
    )
    await insert(
      'raw_event_items',
      rows.flatMap(({ items }) => items),
    )
    rows = []
  }
  for (const event of events) {
    rows.push(toWarehouseRows(event))
    if (rows.length >= blockSize) await flush()
  }
  await flush()
}
