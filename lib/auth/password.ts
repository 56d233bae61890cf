import '#server-only'
import { availableParallelism } from 'node:os'
import * as argon2 from '@node-rs/argon2'
import * as bcrypt from '@node-rs/bcrypt'
import { AppError } from '../core/errors.ts'
import { once } from '../core/lazily.ts'
import { log } from '../core/log.ts'

/** Argon2id as OWASP asks for at least: 19,456 KiB of memory, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Argon2id in the package's numbering; its `const enum` does not exist at run time. */
const ARGON2ID = 2
/** The hash of 32 random bytes that nobody kept: verified when there is no hash, so that the answer takes as long. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$Jzy0hUCEjQCcgnTqpXmgiQ$gsNj04WFZjRik5y5zKpF5h1oJUeeiUueTlH22RVvUdA'

const ARGON2_TEXT = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,88}\$[A-Za-z0-9+/]{22,88}$/
const BCRYPT_TEXT = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{53}$/

/**
 * At most as many hashes at once as there are cores: each fills 19 MB and a core. Some more wait; beyond that the answer is 503 at
 * once, so that a flood of sign-ins cannot eat the memory or make everybody wait.
 */
export class HashGate {
  running = 0
  readonly #waiting: (() => void)[] = []
  readonly #cores: number
  readonly #queue: number
  constructor(cores: number, queue: number) {
    this.#cores = cores
    this.#queue = queue
  }
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.#cores) this.running++
    else if (this.#waiting.length >= this.#queue)
      throw new AppError('UNAVAILABLE', 'Too many people are signing in at this moment. Nothing was changed; try again in a few seconds.')
    else await new Promise<void>((turn) => this.#waiting.push(turn)) // the place is handed over, `running` stays as it is
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.running--
    }
  }
}

const gate = () => once('hash gate', () => new HashGate(availableParallelism(), 32 * availableParallelism()))

/** Composed and decomposed letters are the same password, whatever keyboard they came from. */
const normalised = (password: string) => password.normalize('NFC')

/** The Argon2id hash of a password, as text that holds its own parameters. Check the length first. Throws UNAVAILABLE under a flood. */
export const hashPassword = (password: string): Promise<string> =>
  gate().run(() => argon2.hash(normalised(password), { ...COST, algorithm: ARGON2ID }))

async function matches(hash: string, password: string): Promise<boolean> {
  try {
    // A password with NUL in it would be cut there by other implementations of bcrypt; nobody can have chosen one.
    if (hash.startsWith('$2')) return !password.includes('\0') && (await bcrypt.verify(password, hash))
    return await argon2.verify(hash, password)
  } catch (error) {
    log.warn({ reason: (error as Error).message }, 'A stored password hash could not be read.')
    return false
  }
}

/**
 * Whether this is the password behind the hash (Argon2id, or bcrypt of an imported user). Without a hash it is false, after as much
 * work. Only `attempt` of authenticate.ts and `proveLoginCode` of login-code.ts may call it: they count before they verify. Throws
 * UNAVAILABLE under a flood.
 */
export function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  return gate().run(async () => (await matches(hash ?? DECOY, normalised(password))) && hash !== null)
}

/** Whether a text is a hash that can be imported: Argon2id or bcrypt, with a cost that does not make signing in an attack. */
export function isAcceptedHash(text: string): boolean {
  const [, memory, passes, lanes] = ARGON2_TEXT.exec(text)?.map(Number) ?? []
  if (memory !== undefined) return memory >= 8 * lanes! && memory <= 262_144 && passes! >= 1 && passes! <= 16 && lanes! >= 1 && lanes! <= 16
  const cost = Number(BCRYPT_TEXT.exec(text)?.[1] ?? 0)
  return cost >= 4 && cost <= 14
}

/** Whether the password should be hashed anew at the next sign-in: bcrypt, or less costly than what we make today. */
export function isWeakHash(hash: string): boolean {
  const [, memory, passes] = ARGON2_TEXT.exec(hash)?.map(Number) ?? []
  return memory === undefined || memory < COST.memoryCost || passes! < COST.timeCost
}
