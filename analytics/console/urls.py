"""Every route of the console process. Each asks for staff and a permission, unless it is marked public."""

from django.urls import include, path

from analytics.console.views import (
    access,
    advisor,
    appeals,
    audit,
    company_roles,
    counts,
    customers,
    datasets,
    drafts,
    home,
    lineage,
    loads,
    receipts,
    requests,
    roles,
    security,
    sign_in,
    tables,
)
from reviews_site.web.errors import server_error
from reviews_site.web.health import healthz, readyz

console = [
    path("", home.home, name="home"),
    path("second-factor/", sign_in.second_factor, name="second_factor"),
    path("people/", company_roles.index, name="people"),
    path("people/new/", company_roles.propose, name="propose"),
    path("people/proof/", company_roles.sign, name="prove"),
    path("people/roles/<uuid:role_id>/<slug:what>/", company_roles.change, name="change_role"),
    path("people/proposals/<uuid:proposal_id>/decision/", company_roles.decide, name="decide_role"),
    path("roles/", roles.table, name="roles"),
    path("roles/<slug:login>/", roles.role, name="role"),
    path("datasets/", datasets.index, name="datasets"),
    path("glossary/", datasets.glossary, name="glossary"),
    path("datasets/<slug:name>/", datasets.detail, name="dataset"),
    path("datasets/<slug:name>/withdrawal/", datasets.withdraw, name="withdraw_dataset"),
    path("requests/", requests.index, name="requests"),
    path("requests/new/", requests.request_dataset, name="ask"),
    path("requests/drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
    path("requests/<uuid:request_id>/", requests.detail, name="request"),
    path("requests/proof/", requests.sign, name="prove_dataset"),
    path("requests/<uuid:request_id>/decision/", requests.decide, name="decide"),
    path("requests/<uuid:request_id>/acceptance/", requests.accept, name="accept"),
    path("requests/<uuid:request_id>/withdrawal/", requests.withdraw, name="withdraw_request"),
    path("lineage/", lineage.page, name="lineage"),
    path("tables/", tables.index, name="tables"),
    path("tables/<str:relation>/", tables.table, name="table"),
    path("customer/", customers.page, name="customer"),
    path("appeals/", appeals.index, name="appeals"),
    path("appeals/proof/", appeals.sign, name="prove_appeal"),
    path("appeals/<uuid:appeal_id>/", appeals.detail, name="appeal"),
    path("appeals/<uuid:appeal_id>/proposal/", appeals.propose, name="propose_appeal"),
    path("appeals/<uuid:appeal_id>/decision/", appeals.decide, name="decide_appeal"),
    path("receipts/", receipts.index, name="receipts"),
    path("receipts/<uuid:receipt_id>/", receipts.detail, name="receipt"),
    path("receipts/<uuid:receipt_id>/picture/", receipts.picture, name="receipt_picture"),
    path("receipts/<uuid:receipt_id>/decision/", receipts.decide, name="decide_receipt"),
    path("counts/", counts.page, name="counts"),
    path("advisor/", advisor.page, name="advisor"),
    path("quarantine/", loads.quarantine, name="quarantine"),
    path("quarantine/<uuid:event_id>/", loads.refused_event, name="refused_event"),
    path("quarantine/<uuid:event_id>/replay/", loads.replay, name="replay"),
    path("access/", access.page, name="access"),
    path("audit/", audit.page, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("quality/", loads.quality, name="quality"),
    path("api/datasets/", datasets.api_index, name="api_datasets"),
    path("api/datasets/<slug:name>/", datasets.api_detail, name="api_dataset"),
    path("api/requests/", requests.api, name="api_requests"),
]

# Under the names by which the site's views and pages, which are used here too, look for them.
own_account = [
    path("", security.page, name="security"),
    path("activity/", security.activity, name="activity"),
    path("sessions/end/", security.end_session, name="end_session"),
    path("sessions/end-others/", security.end_others, name="end_others"),
    path("passkeys/<int:pk>/name/", security.rename_passkey, name="rename_passkey"),
    path("factors/<int:pk>/remove/", security.remove_factor, name="remove_factor"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # Named as allauth asks for them.
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", security.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("security/confirm/", security.confirm, name="account_reauthenticate"),
    path("security/passkeys/add/", security.add_passkey, name="mfa_add_webauthn"),
    path("security/app/add/", security.add_app, name="mfa_activate_totp"),
    path("security/password/", security.change_password, name="account_change_password"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("closed/", sign_in.inactive, name="account_inactive"),
    path("security/", include((own_account, "accounts"))),
    path("", include((console, "console"))),
]

handler500 = server_error
