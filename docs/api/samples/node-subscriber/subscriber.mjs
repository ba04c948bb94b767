// Subscribes to SecretRotated and prints one line for each: node subscriber.mjs amqp://user:password@host:port/virtual-host [queue]
// Exit code 0: it was told to end; 1: the broker refused or ended it, or an event is not of its schema; 2: wrong usage.
import { readFileSync } from 'node:fs'
import amqp from 'amqplib'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const EXCHANGE = 'PenguinMails.Contracts.Messages:SecretRotated'
const [broker, queue = 'subscriber.secret-rotated'] = process.argv.slice(2)
if (!broker || !URL.canParse(broker)) end(2, 'Say where the broker is: amqp://user:password@host:port/virtual-host')

const ajv = new Ajv()
addFormats(ajv)
const isRotation = ajv.compile(JSON.parse(readFileSync(new URL('../../messages/SecretRotated.schema.json', import.meta.url), 'utf8')))
const seen = new Set() // a real subscriber keeps these where it keeps the effect, in the same transaction

function end(code, problem) {
  if (problem) console.error(problem)
  process.exit(code)
}

function receive(delivery) {
  const { messageId, message } = JSON.parse(delivery.content)
  if (!isRotation(message)) throw new Error(`Message ${messageId} is not of its schema: ${ajv.errorsText(isRotation.errors)}`)
  if (seen.has(messageId)) return
  seen.add(messageId)
  const { secret, fingerprint, previousFingerprint, graceEndsAt } = message
  const trace = delivery.properties.headers.traceparent?.split('-')[1] ?? 'none' // W3C: version-trace-span-flags
  console.log(`${secret.type}/${secret.name} of tenant ${secret.tenantId} is now ${fingerprint}; ${previousFingerprint} works until ${graceEndsAt}; trace ${trace}`)
}

try {
  const connection = await amqp.connect(broker)
  connection.on('error', failure => end(1, `The connection to the broker ended: ${failure.message}`))
  connection.on('close', () => end(1, 'The broker closed the connection.'))
  const channel = await connection.createChannel()
  channel.on('error', failure => end(1, `The broker refuses it: ${failure.message}`))

  // A queue of one's own, kept by the broker: what happens while this program is away waits in it.
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  await channel.bindQueue(queue, EXCHANGE, '')
  await channel.prefetch(10)
  await channel.consume(queue, delivery => {
    if (!delivery) end(1, 'The queue is gone.')
    try {
      receive(delivery)
    } catch (failure) {
      end(1, failure.message) // it is not acknowledged, so it stays in the queue
    }
    channel.ack(delivery)
  })
  console.log(`Waiting in queue ${queue}. Ctrl-C ends.`)
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, async () => {
      connection.removeAllListeners('close')
      await connection.close()
      end(0)
    })
  }
} catch (failure) {
  end(1, `No connection to the broker: ${failure.message}`)
}
