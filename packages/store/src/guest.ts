/** Stands for a reader who would become a guest by acting, until the backend gives them a name. */
export const guestToBe = { id: 'guest.to-be', name: 'Guest', role: 'guest' } as const;
