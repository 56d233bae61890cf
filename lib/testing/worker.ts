// Once per test file, before its imports: a database of its own, cloned from the template, and a complete configuration.
import pg from 'pg'
import { inject, vi } from 'vitest'
import { closeDatabase } from '../core/db.ts'
import { forgetAll } from '../core/lazily.ts'
import { stopQueue } from '../jobs/queue.ts'
import { configureTests } from './configuration.ts'

// Test files share a process, which saves a third of the work: what the one before has opened is closed and forgotten.
vi.useRealTimers()
vi.restoreAllMocks()
await stopQueue()
await closeDatabase()
forgetAll()

const url = new URL(inject('server'))
const name = `test_${process.env.VITEST_POOL_ID}`
const admin = new pg.Client(Object.assign(new URL(url), { pathname: '/postgres' }).href)
await admin.connect()
await admin.query(`drop database if exists ${name} with (force)`)
await admin.query(`create database ${name} template template strategy file_copy`)
await admin.end()
configureTests(Object.assign(url, { pathname: `/${name}` }).href)
