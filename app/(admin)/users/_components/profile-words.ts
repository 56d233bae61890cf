/** The words for who finds a user in a search; the account page uses the same. */
export const SEARCH_VISIBILITY_WORDS = { public: 'Everybody', private: 'Administrators only' } as const
/** The words for who sees a user's e-mail address; the account page uses the same. */
export const EMAIL_PRIVACY_WORDS = { public: 'Everybody', private: 'Signed-in users', never: 'Administrators only' } as const
