export const en_past = {
  past: {
    banner: 'LOOKING BACK', read_only: 'read-only', previous: 'Previous change', next: 'Next change', back: 'Back to now', since: (n: string) => `${n} events since then`,
    unreadable: 'This moment cannot be shown',
  },
}
