/** What frame and dialogs need to know about a role. */
export type FramedRole = { id: string; name: string; description: string; builtIn: boolean; holdsAll: boolean; version: number }
