import { expect, test } from 'vitest'
import { createKafkaSink } from '../src/index.js'
import { loadClient } from '../src/sinks/load-client.js'

test('a client that is not installed is named, with the way to install it', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  const loaded = loadClient('events', 'some-client', () => Promise.reject(missing))
  await expect(loaded).rejects.toMatchObject({
    code: 'option-missing',
    message: expect.stringContaining('npm install some-client'),
  })
})

test('nothing is loaded or connected before open', async () => {
  let made = 0
  const sink = createKafkaSink({ createProducer: () => Promise.reject(new Error(`made ${++made}`)) })
  expect(made).toBe(0)
  await expect(sink.open('spool')).rejects.toThrow('made 1')
  await sink.close()
})
