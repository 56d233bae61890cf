/** The page of the run that takes another one back. A preview has none, and no form here asks for one. */
export const toRun = (result: object): string => ('runId' in result ? `/bulk-runs/${String(result.runId)}` : '/bulk-runs')
