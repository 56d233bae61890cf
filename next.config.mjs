// `npm run bench` builds beside the ordinary build, with the bare page that it measures against.
const bench = process.env.BENCH === '1' && {
  distDir: '.data/bench/next',
  pageExtensions: ['tsx', 'ts', 'jsx', 'js', 'bench.tsx'],
  // One that extends another is left as it is; Next would write the folder above into ours.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'bench/tsconfig.next.json' },
}

/** @type {import('next').NextConfig} */
export default {
  distDir: '.next',
  turbopack: { root: import.meta.dirname }, // else a lockfile in a parent folder moves the root
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true }, // `npm test` checks the types; a start need not wait for it
  images: { unoptimized: true }, // no optimizer: it fetches and decodes what strangers name
  experimental: { authInterrupts: true },
  // Left to Node: native code, files that they load from their own folder.
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pg-boss', '@prisma/adapter-pg', 'pino', 'nodemailer'],
  ...bench,
}
