// English: the steps of signing in, and one's own account.

export const en_sign_in = {
  door: {
    lead: (system: string) => `System: ${system}`, oidc: (title: string) => `Sign in with ${title}`, or: 'or', local: 'An account of this system',
    locked: (until: string) => `Too many failed attempts: the account is locked until ${until}.`,
    forgot: 'Password forgotten: the system administrator issues a new one.', wrong_role: 'Wrong role or missing right: ask the cycle administrator of this system.',
    error: {
      'provider-unreachable': 'The common sign-in service cannot be reached.', 'unknown-account': 'This official account has no right in this system yet.', 'cancelled': 'Signing in was cancelled at the common sign-in service.',
      'access-denied': 'The common sign-in service refused.', 'expired': 'That took too long. Begin again.', 'disabled': 'This account is disabled.',
    } as Record<string, string>,
    error_other: (slug: string) => `Signing in with the official account failed (${slug}).`,
    fallback: 'While the common sign-in service is down, administrators use an account of this system below; everybody else tries again later.',
  },
  factor: {
    title: 'Second step', lead: 'Open the authenticator on your phone and enter the six digits it shows.', code: 'Six-digit code', submit: 'Confirm', recovery: 'Use a recovery code', recovery_code: 'Recovery code', use_app: 'Use the authenticator',
    wrong: 'The code is wrong or was used already. Wait for the next one.', code_needed: 'Enter the code.', waiting: (until: string) => `Too many failed attempts: try again from ${until}.`, other_account: 'Use another account',
    prove: 'Before the device is replaced, enter the code that the one in use shows.', enrol: 'Set up the second step', enrol_lead: 'This role needs a second step. Scan the code with an authenticator (FreeOTP, Google Authenticator, …), then enter the six digits it shows.', enrol_own: 'Scan the code with an authenticator (FreeOTP, Google Authenticator, …), then enter the six digits it shows.',
    qr: 'QR code that adds the account to an authenticator', secret: 'Cannot scan it? Enter this key in the authenticator:',
    codes: 'Recovery codes', codes_lead: 'Each works once when the phone is not at hand. They are shown this time only: print or copy them and keep them somewhere private.', copy: 'Copy', copied: 'Copied', print: 'Print', kept: 'I have kept these codes', go_on: 'Continue',
  },
  password: {
    title: 'Change the password', initial: 'An initial password works once. Choose one of your own to go on.', current: 'Current password', current_initial: 'Initial password', next: 'New password', again: 'New password again',
    rule: 'At least 8 characters; a sentence easy to remember is best. No common password, not the account name.', differ: 'The two new passwords differ.', short: 'The new password needs at least 8 characters.', submit: 'Change the password', done: 'The password is changed; the other sessions have ended.',
    wrong: 'The current password is not right.', same: 'The new password must differ from the current one.',
  },
  set_up: {
    title: 'First set-up', lead: 'This server has no administrator yet. Enter the set-up code that it printed when it started; it works once.', code: 'Set-up code', login: 'Administrator account', name: 'Full name', password: 'Password', submit: 'Create the administrator',
    missing: 'Fill in every field.', gone: 'The code is wrong or was used already.',
  },
  account: {
    title: 'My account', open: 'My account', sessions: 'Sessions', sessions_lead: 'Where this account is signed in. If you do not know a place, end its session and change the password.', current: 'this session', opened: 'Opened', seen: 'Last used', address: 'Address', agent: 'Browser', end: 'End', end_others: 'End the other sessions', ended: 'Ended.', only_this: 'There is no other session.',
    second_factor: 'Second step', has: 'A second step is in use.', has_not: 'No second step is in use.', begin: 'Set up…', again: 'Set up anew…',
  },
}
