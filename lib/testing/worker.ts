// Once per test file, before its imports: a database of its own, cloned from the template, and a complete configuration.
import pg from 'pg'
import { inject } from 'vitest'

const url = new URL(inject('server'))
const name = `test_${process.env.VITEST_POOL_ID}`
const admin = new pg.Client(Object.assign(new URL(url), { pathname: '/postgres' }).href)
await admin.connect()
await admin.query(`drop database if exists ${name} with (force)`)
await admin.query(`create database ${name} template template strategy file_copy`)
await admin.end()
process.env.DATABASE_URL = Object.assign(url, { pathname: `/${name}` }).href
process.env.LOG_LEVEL ??= 'silent'
process.env.APP_URL = 'http://localhost:3000'
process.env.AUTH_SECRET = 'a secret that only the tests know, long enough'
process.env.APP_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString('base64')
process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = Buffer.alloc(32, 2).toString('base64')
