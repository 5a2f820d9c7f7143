// English: the steps of signing in, and one's own account.

export const en_sign_in = {
  door: {
    lead: (system: string) => `System: ${system}`, oidc: (title: string) => `Sign in with ${title}`, or: 'or', local: 'An account of this system',
    locked: (until: string) => `Too many failed attempts: the account is locked until ${until}.`,
    forgot: 'Password forgotten: the system administrator issues a new one.', wrong_role: 'Wrong role or missing right: ask the cycle administrator of this system.',
    error: {
      'provider-unreachable': 'The identity provider cannot be reached.',
      'busy': 'Too many people wait for the identity provider.',
      'cancelled': 'Signing in was stopped at the identity provider.',
      'access-denied': 'The identity provider does not let you in here.',
      'expired': 'This attempt took too long, or began in another browser.',
      'not-believed': 'The answer of the identity provider could not be verified and was not accepted.',
      'unknown-account': 'This official account is not linked to anybody here.',
      'disabled': 'Your account in this system was disabled.',
    } as Record<string, string>,
    way_out: {
      'provider-unreachable': 'Try again in a few minutes. Until then an administrator uses an account of this system below.',
      'busy': 'Wait a minute, then press the button again.',
      'cancelled': 'Press the button below if you still want to sign in.',
      'access-denied': 'Ask whoever issued your official account whether it is good for this system.',
      'expired': 'Begin again from this page.',
      'not-believed': 'Begin again; if it happens once more, tell the system administrator.',
      'unknown-account': 'Ask the system administrator to link it to your account. Whoever has a password signs in below.',
      'disabled': 'Ask the system administrator why, and to enable it.',
    } as Record<string, string>,
    error_other: (slug: string) => `Signing in with the official account failed (${slug}).`, way_out_other: 'Begin again; if it happens once more, tell the system administrator the word in brackets.',
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
  leaving: {
    title: 'Work that was not sent yet', lead: 'Only this machine has:', edits: (n: number) => `${n} edits that are not recorded`, typed: (n: number) => `${n} fields that are half typed`, uploads: (n: number) => `${n} files on their way`,
    effect: 'On a shared machine stay until it is sent, or delete it. What is kept lies on this machine and is shown only when you sign in again.', drop: 'Delete it and sign out', keep: 'Keep it and sign out', stay: 'Stay and send',
    failed: 'Not signed out yet', failed_more: 'The server cannot be reached, so the session has not ended. Try again, or close the browser if you have to leave this machine now.',
  },
}
