import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const chromium = [
  process.env.CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path))
const port = process.env.E2E_PORT ?? '3100'
const address = `http://localhost:${port}`

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 }, // a machine that is busy with other things is slow, not wrong
  forbidOnly: true,
  reporter: process.env.E2E_REPORT ? [['list'], ['json', { outputFile: process.env.E2E_REPORT }]] : 'list',
  use: {
    baseURL: address,
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    { name: 'server', testMatch: /e2e\/server\/.*\.spec\.ts/ },
    { name: 'with JavaScript', testIgnore: [/e2e\/server\//, /nojs/] },
    { name: 'without JavaScript', testMatch: /nojs/, use: { javaScriptEnabled: false } },
  ],
  webServer: {
    command: 'exec node e2e/start-fresh.mjs',
    url: `${address}/api/ready`,
    timeout: 300_000,
    env: { PORT: port, APP_URL: address, GATEHOUSE_DATA: '.data/e2e', LOG_LEVEL: 'warn' },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 40_000 },
    stdout: 'pipe',
  },
})
