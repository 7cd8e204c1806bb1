"""Signing up and in: django-allauth's settings, each written out. The pages are in `accounts/urls.py`."""

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:start"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.adapter.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:verification"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_ON_GET = False

# A code in the mail rather than a link: it is worth nothing outside the browser that asked for it.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # changing it there would tell whether an address has an account
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# A forgotten password likewise; and whoever has the account hears of each change.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True

# The same answer whether or not an address has an account.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_UNIQUE_EMAIL = True
# Joining, and asking for a code, are answered no sooner: longer than either takes, with an account or without.
ANSWER_PACE_SECONDS = 0.25

ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip",
    "login": "30/m/ip",
    "login_failed": "5/5m/key",
    "login_failed_by_machine": "10/m/ip",
    "confirm_email": "1/10s/key",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "5/h/user",
    "table_code": "20/h/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_PASSWORD_MIN_LENGTH = 0  # the validators in `security.py` count
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = None  # asked at sign-in; otherwise the session ends with the browser

# Second factors. A passkey alone signs in: it is something held, and the device asks who is there. Codes have no
# tolerance: allauth remembers a used one for one step of time only.
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.SecondCodeForm",
    "authenticate_webauthn": "accounts.factor_forms.SecondPasskeyForm",
    "login_webauthn": "accounts.factor_forms.SignInPasskeyForm",
    "signup_webauthn": "accounts.factor_forms.SignUpPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Platemark"
MFA_TOTP_TOLERANCE = 0
SECOND_FACTOR_PURPOSE = "site_mfa_secrets"
# Whether a factor without a seal over its owner is refused, and whether the last one may be removed: see `realms.py`.
FACTORS_ARE_BOUND = False
FACTOR_IS_REQUIRED = False
# The table that somebody's security activity stands in.
SECURITY_ACTIVITY = "accounts.SecurityEvent"
