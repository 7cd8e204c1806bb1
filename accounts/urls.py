"""The routes of this app. Those of django-allauth are listed one by one under the names that it looks for."""

from django.urls import include, path

from accounts.views import (
    address,
    agreements,
    confirming,
    entrance,
    factors,
    profile,
    security,
    uses,
    verification,
    webhook,
)

own_routes = [
    path("documents/<slug:name>/", agreements.document, name="document"),
    path("documents/<slug:name>/<int:version>/", agreements.document, name="document"),
    path("privacy/agreements/", agreements.agreements, name="agreements"),
    path("privacy/uses/", uses.uses, name="uses"),
    path("privacy/uses/<slug:name>/", uses.change, name="change_use"),
    path("profile/", profile.profile, name="profile"),
    path("security/", security.security, name="security"),
    path("security/activity/", security.activity, name="activity"),
    path("security/email/", address.new_address, name="address"),
    path("security/email/codes/", address.codes, name="address_codes"),
    path("security/sessions/end/", security.end_session, name="end_session"),
    path("security/sessions/end-others/", security.end_others, name="end_others"),
    path("security/passkeys/<int:pk>/name/", factors.rename_passkey, name="rename_passkey"),
    path("security/factors/<int:pk>/remove/", factors.remove, name="remove_factor"),
    path("verification/", verification.verification, name="verification"),
    path("verification/start/", verification.start, name="verification_start"),
    path("verification/state/", verification.state, name="verification_state"),
    path("verification/continue/", verification.go_on, name="verification_continue"),
    path("verification/withdraw/", verification.withdraw, name="verification_withdraw"),
    path("verification/done/", verification.done, name="verification_done"),
    path("webhooks/identity/", webhook.identity, name="identity_webhook"),
]

urlpatterns = [
    path("accounts/signup/", entrance.sign_up, name="account_signup"),
    path("accounts/confirm-email/", entrance.email_code, name="account_email_verification_sent"),
    path("accounts/signup/passkey/", entrance.sign_up_by_passkey, name="account_signup_by_passkey"),
    path("accounts/signup/passkey/make/", entrance.first_passkey, name="mfa_signup_webauthn"),
    path("accounts/login/passkey/", entrance.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("accounts/login/second/", entrance.second_factor, name="mfa_authenticate"),
    path("accounts/login/", entrance.sign_in, name="account_login"),
    path("accounts/logout/", entrance.sign_out, name="account_logout"),
    path("accounts/password/reset/", entrance.forgotten_password, name="account_reset_password"),
    path("accounts/password/reset/confirm/", entrance.reset_code, name="account_confirm_password_reset_code"),
    path("accounts/password/reset/complete/", entrance.new_password, name="account_complete_password_reset"),
    path("accounts/password/reset/done/", entrance.new_password_set, name="account_password_reset_completed"),
    path("accounts/password/change/", entrance.change_password, name="account_change_password"),
    path("accounts/inactive/", entrance.inactive, name="account_inactive"),
    path("accounts/email/", entrance.email_address, name="account_email"),
    path("security/confirm/", confirming.confirm, name="account_reauthenticate"),
    path("security/passkeys/add/", factors.add_passkey, name="mfa_add_webauthn"),
    path("security/app/add/", factors.add_app, name="mfa_activate_totp"),
    path("security/recovery-codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("", include((own_routes, "accounts"))),
]
