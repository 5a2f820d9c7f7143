export const en_past = {
  date: { day: 'dd/mm/yyyy', with_time: 'dd/mm/yyyy hh:mm', bad: 'Enter a day such as 05/03/2023', bad_time: 'Enter it as 05/03/2023 17:00' },
  past: {
    banner: 'LOOKING BACK', read_only: 'read-only', previous: 'Previous change', next: 'Next change', back: 'Back to now', since: (n: string) => `${n} events since then`,
    unreadable: 'This moment cannot be shown',
  },
}
