// English: system administration, the trail of refusals and readings.

export const en_system = {
  system: {
    title: 'System administration', parts: 'Parts', part: { nguoi: 'People and roles', khoa: 'API keys' } as Record<string, string>, people: (n: number) => `${n} accounts`, find: 'Find a person, an account, an agency', more: (n: number) => `${n} more: narrow the search.`, none: 'No account matches.',
    operator_note: 'The system administrator scores nothing and sees no draft; every act here is recorded.',
    add: 'Add a person…', add_title: 'Add a person', login: 'Account', name: 'Full name', add_done: 'Create the account', needed: 'The account and the full name are needed.',
    initial: 'Initial password', initial_lead: (login: string) => `Hand this password to the person of the account ${login}. It is shown once; a new one must be set at the first sign-in.`, expires: (at: string) => `It expires ${at}.`, copy: 'Copy', copied: 'Copied', close_once: 'Handed over, close',
    disabled: 'disabled', second_factor: 'second step', no_second_factor: 'no second step', oidc: 'official account', last: (at: string) => `last signed in ${at}`, never: 'never signed in', no_roles: 'No role.',
    rename: 'Rename…', reset: 'Reset the password…', reset_sure: (name: string) => `The current password of ${name} ends, and so do all sessions.`, reset_done: 'Issue a new password', factor_reset: 'Remove the second step…', factor_sure: (name: string) => `${name} sets up the second step anew at the next sign-in. Do this only when you are sure who asks.`, factor_done: 'Remove the second step',
    disable: 'Disable…', disable_sure: (name: string) => `${name} can sign in no more, all sessions end. What was done is kept.`, disable_done: 'Disable the account', enable: 'Enable again', erase: 'Erase personal data…', erase_sure: (name: string) => `The name and account of ${name} are erased for good. Events stay, with a number alone.`, erase_type: (login: string) => `Type the account ${login} to confirm`, erase_done: 'Erase for good', erase_wrong: 'The account does not match.',
    grant: 'Grant a role…', grant_title: (name: string) => `Grant a role to ${name}`, role: 'Role', agency: 'Agency', agency_none: 'No agency', areas: 'Areas and criteria', areas_hint: 'Codes with commas between; empty: all', from: 'From', until: 'Until', until_hint: 'empty: until it is ended', document_number: 'Number of the assigning document', grant_done: 'Grant the role', grant_needed: 'A role and a document number are needed.',
    held: (from: string, until: string) => (until ? `from ${from} to ${until}` : `from ${from}`), ended: (at: string) => `ended ${at}`, in_areas: (codes: string) => `for ${codes}`, end: 'End…', end_title: (role: string) => `End the role: ${role}`, end_done: 'End the role', end_effect: 'The right is lost at once: open pages of this role close within a second.', earlier: (n: number) => `${n} roles ended earlier`,
  },
  keys_of: {
    lead: 'Keys by which other applications call this system. Only a hash is kept: a key is shown once, when it is made.', none: 'No key yet.', add: 'Make a key…', add_title: 'Make an API key', name: 'Application', grant: 'Role the key carries', scopes: 'Scopes', scopes_hint: 'Commas or spaces between', expires_at: 'Expires', addresses: 'Addresses it may call from', addresses_hint: 'One range a line, such as 10.1.0.0/16; empty: anywhere', add_done: 'Make the key', needed: 'A name, a role, scopes and an expiry are needed.',
    made: 'New key', made_lead: (name: string) => `Copy this key into ${name} now. Once this is closed it cannot be seen again.`, created: 'Made', used: 'Last used', never_used: 'never used', revoke: 'Revoke…', revoke_sure: (name: string) => `${name} can call no more, at once.`, revoke_done: 'Revoke the key', anywhere: 'any address', expired: 'expired',
  },
  trail: {
    title: 'Trail of refusals and readings', lead: "What was refused, and who read whose evidence and scores. This trail only grows; its root is written into the event log at every lock and publication.", of: { refusals: 'Refusals', readings: 'Readings' }, at: 'When', who: 'Who', what: 'What', object: 'Object', reason: 'Reason', none: 'Nothing yet.', size: (n: string) => `${n} rows`, root: 'root', newer: 'Newer', older: 'Older', nobody: 'not signed in', kind: 'Kind', no_right: 'This trail is for auditors.',
  },
}
