"""The transactional store. Privileged state (confirmations, object permissions, groups) is SELECT only for `web`."""

from analytics.access.definitions import LOCK, SAMPLES, TABLE_SIZE, RowPolicy, StoreGrants
from analytics.access.grants.attribution import AUDIT_POLICIES, WRITES_THE_AUDIT_LOG
from analytics.access.grants.erased_rows import ALSO_VACUUMED, ASKED, BY_ACCOUNT, SUMS
from analytics.access.grants.leaks import HONEY_BY_FUNCTIONS, LEAK_DIGEST
from analytics.access.grants.open_data import PUBLISHER
from analytics.access.grants.topics import POLICIES, functions_of, tables_of
from reviews_site.policy.staffing import REVIEW_EVERY, REVIEW_GRACE

# The console's sign-in finds people of the company and nobody else. now() would stand still in an open transaction.
_REVIEWED_WITHIN = f"{(REVIEW_EVERY + REVIEW_GRACE).days} days"
_IS_STAFF = (
    "EXISTS (SELECT FROM public.accounts_staffrole AS part WHERE part.user_id = {column}"
    " AND part.ends_at > pg_catalog.clock_timestamp()"
    f" AND part.reviewed_at > pg_catalog.clock_timestamp() - interval '{_REVIEWED_WITHIN}')"
)
_BY_PERSON = {"public.accounts_user": "accounts_user.id", "public.account_emailaddress": "account_emailaddress.user_id"}
_WITH_FACTORS = {**_BY_PERSON, "public.mfa_authenticator": "mfa_authenticator.user_id"}
# The site's login sees no second factor of a company account, and can plant none for it.
_NOT_THE_COMPANYS = "NOT public.is_company_account(mfa_authenticator.user_id)"

# Signed actions, without their signatures.
_SIGNED = "id, actor_id, created_at, signature_kind, home_region"
_STORE_ERASURE = "public.privacy_rights_storeerasure"

# What pages show of restaurants beside their reviews.
_READ_BY_WEB = (
    *("restaurant", "menu", "dish", "mapline", "pageversion", "cuisinecount", "searchword"),
    *("restaurantuserobjectpermission", "restaurantgroupobjectpermission"),
)

_WORKER_SESSION = {"statement_timeout": "30s", "search_path": "public, pg_temp"}

TRANSACTIONAL = StoreGrants(
    alias="default",
    tables={
        # The public site. An injected statement reaches what stands here: nobody is confirmed by it, nobody becomes
        # an owner, and what is written to the log or the outbox can't be read back or changed.
        "web": {
            # All but the id, and the region that was chosen at signup: who moves joins elsewhere.
            "public.accounts_user": "SELECT, INSERT, UPDATE (email, password, is_active, last_login)",
            "public.accounts_profile": "SELECT, INSERT, UPDATE",
            "public.account_emailaddress": "SELECT, INSERT, UPDATE, DELETE",
            "public.account_emailconfirmation": "SELECT, INSERT, UPDATE, DELETE",
            "public.accounts_session": "SELECT, INSERT, UPDATE, DELETE",
            "public.mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
            # Whose it is, and of which place, stays as it was posted; a trigger writes its version and its history.
            "public.restaurants_review": (
                "SELECT, INSERT, UPDATE (rating, food, service, value, ambience, text, language, visited_on), DELETE"
            ),
            "public.restaurants_reviewversion": "SELECT",
            "public.restaurants_withdrawnreview": "SELECT, INSERT",
            **tables_of("WEB"),
            # What popularity is computed from, the triggers on reviews write.
            "public.restaurants_restaurantrating": f"SELECT, UPDATE ({SUMS})",
            "public.restaurants_visitcount": "SELECT, INSERT, UPDATE",
            "public.accounts_verificationrequest": "SELECT, INSERT",
            "public.accounts_verificationwithdrawal": "SELECT (user_id, requested_at), INSERT",
            # What comes of an appeal is not web's to write, and who decided not its to read.
            "public.accounts_verificationappeal": (
                "SELECT (id, user_id, request_id, submitted_at, state, reason, ends_at), "
                "INSERT (id, user_id, request_id, statement)"
            ),
            "public.privacy_rights_erasurerequest": "SELECT, INSERT (id, user_id, person)",
            "public.privacy_rights_storeerasure": "SELECT",
            "public.privacy_rights_erasurecancellation": "SELECT, INSERT",
            # That it is ready, and until when, is the worker's to say.
            "public.privacy_rights_exportrequest": (
                "SELECT, INSERT (id, user_id, person), UPDATE (fetched_at, failed_at)"
            ),
            "public.accounts_securityevent": "SELECT, INSERT",
            # What people answered to the texts: added, and kept as it was.
            "public.accounts_consent": "SELECT, INSERT",
            # Appended to and never read. Who published an event the database says itself.
            "public.outbox_event": "INSERT (id, topic, version, restaurant_id, payload, created_at)",
            "public.audit_event": WRITES_THE_AUDIT_LOG,
            "public.accounts_outgoingmail": "INSERT",
            # Read and never written.
            "public.outbox_receipt": "SELECT",
            **{f"public.restaurants_{table}": "SELECT" for table in _READ_BY_WEB},
            **dict.fromkeys(("public.accounts_verificationsession", "public.accounts_verificationstatus"), "SELECT"),
            "public.accounts_user_groups": "SELECT",
            "public.accounts_user_user_permissions": "SELECT",
            **dict.fromkeys(("public.auth_group", "public.auth_group_permissions"), "SELECT"),
            "public.auth_permission": "SELECT",
            "public.django_content_type": "SELECT",
            "public.guardian_userobjectpermission": "SELECT",
            "public.guardian_groupobjectpermission": "SELECT",
        },
        # The company's console: staff sign in, and nothing of the site is here. Who is staff it can't write.
        "console": {
            "public.accounts_user": "SELECT, UPDATE (last_login, password)",
            "public.account_emailaddress": "SELECT",
            "public.accounts_staffrole": "SELECT",
            "public.accounts_staffinvitation": "SELECT, UPDATE (used_at)",
            # A factor that is written past the code has no seal, and is not taken (`accounts/factor_binding.py`).
            "public.mfa_authenticator": "SELECT, INSERT, UPDATE (last_used_at, data), DELETE",
            "public.console_session": "SELECT, INSERT, UPDATE, DELETE",
            "public.accounts_staffsecurityevent": "SELECT, INSERT",
            # What is asked for, with its proof, which can't be read back. What came of it is the worker's.
            "public.accounts_roleproposal": f"SELECT ({_SIGNED}, change, address, role, ends_at, reason), INSERT",
            "public.accounts_roledecision": f"SELECT ({_SIGNED}, proposal_id, answer), INSERT",
            "public.accounts_signedactionoutcome": "SELECT",
            "public.accounts_appealaction": f"SELECT ({_SIGNED}, appeal_id, step, outcome, reason), INSERT",
            # What comes of an appeal is the worker's to write. Which check it is about is not shown.
            "public.accounts_verificationappeal": (
                "SELECT (id, user_id, statement, submitted_at, state, proposed_outcome, reason, proposed_by, "
                "decided_at, ends_at)"
            ),
            "public.accounts_datasetdecision": (
                f"SELECT ({_SIGNED}, request_id, digest, name, step, smallest_group, people_columns, ends_at, reason), "
                "INSERT"
            ),
            "public.audit_event": f"SELECT, {WRITES_THE_AUDIT_LOG}",
            "public.accounts_outgoingmail": "INSERT",
            **tables_of("CONSOLE"),
        },
        # The worker that talks to the verification provider: it alone says who is confirmed.
        "identity": {
            "public.accounts_verificationrequest": "SELECT",
            "public.accounts_verificationwithdrawal": "SELECT",
            "public.accounts_verificationappeal": (
                "SELECT (id, user_id, state, ends_at, used_request_id), UPDATE (state, used_request_id)"
            ),
            "public.accounts_verificationsession": "SELECT, INSERT, UPDATE",
            # A trigger writes it when an account goes.
            "public.accounts_abandonedsession": "SELECT, UPDATE (polled_at), DELETE",
            "public.accounts_verificationstatus": "SELECT, INSERT, UPDATE",
            "public.privacy_rights_erasurerequest": ("SELECT (id, user_id), UPDATE (digests_erased, holders)"),
            "public.privacy_rights_storeerasure": "SELECT, INSERT",
            "public.audit_event": WRITES_THE_AUDIT_LOG,
        },
        # Reads what waits, marks what has arrived, and says what was carried out.
        "relay": tables_of("RELAY"),
        **{name: tables_of(name.upper()) for name in ("media", "tills", "webhooks")},
        # Gives and ends company roles, and decides on appeals, claims and suggestions. Of people it sees addresses, of
        # second factors the company's, of appeals not what was written, and no claim.
        "staffing": {
            "public.accounts_roleproposal": "SELECT, UPDATE (address, signature)",
            **dict.fromkeys(("public.accounts_roledecision", "public.accounts_datasetdecision"), "SELECT"),
            "public.accounts_datasetnotification": "SELECT, UPDATE (address)",
            "public.accounts_signedactionoutcome": "SELECT, INSERT, UPDATE (state, message, updated_at)",
            "public.accounts_appealaction": "SELECT, UPDATE (reason, signature)",
            "public.accounts_verificationappeal": (
                "SELECT (id, user_id, state, proposed_outcome, reason, proposed_by), "
                "UPDATE (state, proposed_outcome, reason, proposed_by, proposed_at, decided_by, decided_at, ends_at)"
            ),
            **tables_of("STAFFING"),
            "public.accounts_usedcode": "SELECT, INSERT, DELETE",
            "public.accounts_staffrole": "SELECT, INSERT, UPDATE",
            "public.accounts_user": "SELECT (id, email, is_active)",
            "public.account_emailaddress": "SELECT (user_id, email, verified, primary)",
            "public.mfa_authenticator": "SELECT",
            "public.audit_event": WRITES_THE_AUDIT_LOG,
            "public.accounts_outgoingmail": "INSERT",
        },
        "watch": {},  # It has a function, and no table.
        "elevation": (adds_lines := {"public.audit_event": WRITES_THE_AUDIT_LOG}),
        "registrar": {**adds_lines, "public.accounts_datasetnotification": "INSERT"},
        # Sends mail, and forgets it once it is sent; removes what has expired, without seeing whose.
        "mail": {
            "public.accounts_outgoingmail": "SELECT, INSERT, UPDATE, DELETE",
            "public.accounts_session": "SELECT (expire_date, seen_at, started_at), DELETE",
            "public.restaurants_reviewdraft": "SELECT (saved_at), DELETE",
            **tables_of("MAIL"),
        },
        # Seals are added, and neither changed nor removed. It adds no line to the log itself.
        "sealer": {
            "public.audit_event": "SELECT",
            "public.audit_seal": "SELECT, INSERT",
            "public.audit_sealmember": "SELECT, INSERT",
        },
        # Deletes what is somebody's, once they asked and waited.
        "privacy": {
            "public.privacy_rights_erasurerequest": (
                "SELECT, UPDATE (user_id, person, holders, email, state, due_at, done_at, counts, models_marked)"
            ),
            "public.privacy_rights_storeerasure": "SELECT, INSERT",
            "public.privacy_rights_erasurecancellation": "SELECT",
            "public.privacy_rights_exportrequest": (
                "SELECT, UPDATE (ready_at, expires_at, failed_at, closed_at), DELETE"
            ),
            **{f"public.{table}": "SELECT (user_id), DELETE" for table in BY_ACCOUNT},
            # Row security shows it the accounts that asked, and no other.
            "public.accounts_user": "SELECT (id, email), DELETE",
            "public.account_emailaddress": "SELECT (id, user_id), DELETE",
            "public.account_emailconfirmation": "SELECT (id, email_address_id), DELETE",
            "public.accounts_verificationrequest": "SELECT (id, user_id), DELETE",
            "public.accounts_verificationsession": "SELECT (id, request_id), DELETE",
            "public.restaurants_review": (
                "SELECT (id, author_id, restaurant_id, rating, food, service, value, ambience), DELETE"
            ),
            "public.restaurants_reviewversion": "SELECT (id, review_id), DELETE",
            "public.restaurants_withdrawnreview": "SELECT (author_id), DELETE",
            **tables_of("PRIVACY"),
            "public.restaurants_restaurant": "SELECT (id, name)",
            "public.restaurants_restaurantrating": f"SELECT, UPDATE ({SUMS})",
            "public.accounts_outgoingmail": "SELECT (id, recipient), INSERT, DELETE",
            "public.audit_event": WRITES_THE_AUDIT_LOG,
            "public.outbox_event": (
                "SELECT (person), INSERT (id, topic, version, restaurant_id, payload, created_at), DELETE"
            ),
        },
        # Has files rewritten, and reads none of these tables: only when erasures were over.
        "vacuum": {
            **{f"public.{table}": "MAINTAIN" for table in (*BY_ACCOUNT, *ALSO_VACUUMED)},
            "public.privacy_rights_erasurerequest": "SELECT (id, done_at), MAINTAIN",
            "public.privacy_rights_storeerasure": "SELECT, INSERT",
            "public.privacy_rights_filevacuum": "SELECT, INSERT, UPDATE (vacuumed_at)",
            SAMPLES: "MAINTAIN",
        },
        # Seals hashes of passwords anew. It sees whose id, and nothing else of a person.
        "rewrapper": {"public.accounts_user": "SELECT (id, password), UPDATE (password)"},
        "publisher": PUBLISHER,
        "auditor": dict.fromkeys(("public.audit_event", "public.audit_seal", "public.audit_sealmember"), "SELECT"),
        # The report after a breach: accounts by id, to lead pseudonyms back, and both of the store's own logs.
        "breach": {
            "public.accounts_user": "SELECT (id, email)",
            "public.accounts_customerlookup": "SELECT",
            "public.audit_event": f"SELECT, {WRITES_THE_AUDIT_LOG}",
            "public.audit_seal": "SELECT",
            "public.audit_sealmember": "SELECT",
        },
    },
    row_policies=(
        *AUDIT_POLICIES,
        *POLICIES,
        *(RowPolicy("web_all", relation, "web", using="true", check="true") for relation in _BY_PERSON),
        *(
            RowPolicy("who_asked", relation, "privacy", using=(asked := ASKED.format(column=column)), check=asked)
            for relation, column in _WITH_FACTORS.items()
        ),
        *(RowPolicy("staffing_all", relation, "staffing", using="true") for relation in _BY_PERSON),
        RowPolicy(
            "staffing_staff",
            "public.mfa_authenticator",
            "staffing",
            using=_IS_STAFF.format(column="mfa_authenticator.user_id"),
        ),
        # Each worker says of its own stores alone how far an erasure is there.
        RowPolicy("web_all", _STORE_ERASURE, "web", using="true"),
        *(
            RowPolicy(f"{login}_own_stores", _STORE_ERASURE, login, using="true", check=check)
            for login, check in {
                "privacy": "store IN ('default', 'analytical') AND state = 'erased'",
                "identity": "store = 'vault' AND state = 'erased'",
                "vacuum": "state = 'vacuumed'",
            }.items()
        ),
        RowPolicy("breach_reads", "public.accounts_user", "breach", using="true"),
        RowPolicy("rewrapper_all", "public.accounts_user", "rewrapper", using="true", check="true"),
        RowPolicy(
            "web_not_the_companys", "public.mfa_authenticator", "web", using=_NOT_THE_COMPANYS, check=_NOT_THE_COMPANYS
        ),
        *(
            RowPolicy("staff_only", relation, "console", using=(staff := _IS_STAFF.format(column=column)), check=staff)
            for relation, column in _WITH_FACTORS.items()
        ),
    ),
    owner_only=HONEY_BY_FUNCTIONS | {"public.django_migrations", "public.restaurants_missedforecast", LEAK_DIGEST},
    functions={
        "privacy": frozenset(
            {
                *("public.is_company_account(uuid)", "public.pseudonym_is_of_another_account(uuid, uuid)"),
                *("public.export_rows(uuid)", "public.appeal_notifications()", "public.delete_appeal_statements()"),
            }
        ),
        # When customer support opened the record of one person, and not who did.
        "web": functions_of("WEB_FUNCTIONS")
        | {
            "public.is_company_account(uuid)",
            "public.customer_lookups_of(uuid, timestamp with time zone, timestamp with time zone)",
        },
        **{
            name: functions_of(f"{name.upper()}_FUNCTIONS")
            for name in ("identity", "mail", "webhooks", "tills", "relay", "elevation", "watch")
        },
        "sealer": frozenset({"public.audit_expire(bigint)"}),
        # Customer support opens a record by a lookup that is logged.
        "console": functions_of("CONSOLE_FUNCTIONS")
        | {"public.note_customer_lookup(text, uuid)", "public.customer_record(uuid)"},
        "registrar": frozenset({"public.dataset_decisions(uuid[])"}),
        "vacuum": frozenset({"public.recycle_wal()", TABLE_SIZE}),
        # Changes of roles take turns.
        "staffing": functions_of("STAFFING_FUNCTIONS") | {LOCK},
    },
    sessions={
        **{login: {**_WORKER_SESSION, "statement_timeout": "15s"} for login in ("console", "web")},
        **dict.fromkeys(("identity", "mail", "media", "staffing", "tills", "webhooks"), _WORKER_SESSION),
        **{login: {**_WORKER_SESSION, "statement_timeout": "60s"} for login in ("privacy", "rewrapper")},
        "publisher": {"statement_timeout": "300s", "search_path": "public, pg_temp"},
        # A commit that is lost in a crash has its events delivered again, which changes nothing.
        "relay": {"statement_timeout": "60s", "search_path": "public, pg_temp", "synchronous_commit": "off"},
        "breach": {"statement_timeout": "600s", "search_path": "public, pg_temp"},
        "sealer": {"statement_timeout": "120s", "search_path": "public, pg_temp"},
        **{login: {"search_path": "public, pg_temp"} for login in ("registrar", "vacuum", "elevation", "watch")},
        "auditor": {"default_transaction_read_only": "on", "search_path": "public, pg_temp"},
    },
)
