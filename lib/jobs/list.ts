import { z } from 'zod'
import { defineList } from '../core/list.ts'

/** What the list can be narrowed to; failed ones come first, as they are what somebody has to look at. */
export const JOB_FILTERS = ['failed', 'running', 'waiting', 'done', 'any'] as const

/** The list of jobs, newest first: screen and address bar read this one description. `kind` is a job's name, such as `mail.send`. */
export const jobsList = defineList({
  sort: ['created'],
  defaultDirection: 'desc',
  filters: {
    status: z.enum(JOB_FILTERS).default('failed'),
    kind: z
      .string()
      .max(60)
      .regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/, 'This is not a kind of job.')
      .optional(),
  },
})
export type JobsListParams = z.output<typeof jobsList.strict>
export type JobFilter = JobsListParams['status']
