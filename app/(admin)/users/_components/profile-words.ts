/** The words for who finds a user in a search. */
export const SEARCH_VISIBILITY_WORDS = { public: 'Yes, in searches', private: 'No' } as const
/** The words for who sees a user's e-mail address. */
export const EMAIL_PRIVACY_WORDS = { public: 'Everybody', private: 'Members of their groups', never: 'Nobody but administrators' } as const
