import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { requestActor } from '../auth/request-actor.ts'
import { fromDatabase } from '../core/db-errors.ts'
import { AppError, STATUS, isAppError } from '../core/errors.ts'
import type { Exported, ExportFormat, ExportOperation, ExportRow } from '../core/export.ts'
import { exportText } from '../core/export-text.ts'
import { log } from '../core/log.ts'
import { unpackForm } from './form-data.ts'
import { refusalText } from './refusal-text.ts'
import { answerWith } from './status.ts'

type OwnContext = Context<{ Bindings: HttpBindings }>

/** So long a reader may take over one batch: somebody else waits for the place, and the database ends the transaction ten seconds later. */
const PATIENCE_MS = 50_000

const MIME: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

async function formOf(c: OwnContext): Promise<FormData> {
  try {
    return await c.req.formData()
  } catch (cause) {
    throw new AppError('INVALID', 'This is not a form, so nothing was exported.', { cause })
  }
}

/** Begins an export: everything that can be refused is refused in here, the first batch included. */
async function begin(c: OwnContext, operation: ExportOperation, patienceMs: number) {
  const form = await formOf(c)
  const actor = await requestActor(c.env.incoming.headers)
  const exported = await operation(actor, unpackForm(form, operation.operation.input))
  const first = await exported.batches.next()
  const cutOff = () => {
    log.info({ path: c.req.path }, 'A download stood still and is cut off.')
    c.env.outgoing.destroy()
  }
  const text = exportText({ ...exported, batches: paced(first, exported.batches, { patienceMs, cutOff }) })
  return { ...exported, text }
}

type Pace = { patienceMs: number; cutOff: () => void }

/** The batches with the first one, which was taken already, in front again. Whoever does not ask for the next one in time is cut off. */
async function* paced(first: IteratorResult<ExportRow[]>, rest: Exported['batches'], { patienceMs, cutOff }: Pace) {
  for (let step = first; !step.done; step = await rest.next()) {
    const limit = setTimeout(cutOff, patienceMs).unref()
    try {
      yield step.value
    } finally {
      clearTimeout(limit)
    }
  }
}

function refuse(c: OwnContext, raw: unknown): Response {
  const error = fromDatabase(raw)
  if (!isAppError(error)) throw error
  if (error.detail.cause) log.warn({ err: error.detail.cause, path: c.req.path }, 'A download was refused for this reason.')
  const status = STATUS[error.code]
  answerWith(status, error.detail.retryAfterSeconds)
  return c.html(refusalText(error, c.req.path.replace(/\/[^/]*$/, '')), status)
}

/**
 * The answer to a form that asks for a file: the form's fields are the export's input. It is streamed as fast as the reader takes it.
 * Refusals are pages with their status. When anything fails after the first byte the connection is cut, so that no part of a file looks
 * whole; when the reader goes away, or takes longer than 50 s over a batch, the export ends. For routes of our own server, behind the
 * Origin guard. `patienceMs` is for tests.
 */
export const downloadRoute =
  (operation: ExportOperation, { patienceMs = PATIENCE_MS } = {}) =>
  async (c: OwnContext): Promise<Response> => {
    const { outgoing } = c.env
    const begun = await begin(c, operation, patienceMs).catch((error: unknown) =>
      outgoing.headersSent ? RESPONSE_ALREADY_SENT : refuse(c, error),
    )
    if (begun instanceof Response) return begun
    const { text, batches, format, fileName } = begun
    outgoing.writeHead(200, { 'content-type': MIME[format], 'content-disposition': `attachment; filename="${fileName}.${format}"` })
    try {
      await pipeline(Readable.from(text), outgoing)
    } catch (error) {
      const left = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE'
      log[left ? 'info' : 'error'](
        { err: left ? undefined : error, path: c.req.path },
        left ? 'A download was left.' : 'A download failed.',
      )
      outgoing.destroy()
    } finally {
      await batches.return?.()
    }
    return RESPONSE_ALREADY_SENT
  }
