"""What the store hands out of one person who asked: a function, so that the worker reads of nobody else.

Each table with its columns is written out; a test compares them with the models' declarations. Secrets are not among
them, nor which other account did something. Nothing is said of the company's accounts, nor under another's pseudonym.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.export_rows(request uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'account_emailaddress', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "email", "verified", "primary"
            FROM public.account_emailaddress AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_consent', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "agreement", "version", "text_sha256", "answer", "answered_at", "page",
            "event_id", "home_region"
            FROM public.accounts_consent AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_customerlookup', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", CASE WHEN own."by" = asked.user_id THEN "by" END AS "by", "about", "at", "home_region"
            FROM public.accounts_customerlookup AS own
            WHERE "by" = asked.user_id OR about = asked.user_id
        ) AS given),
        'accounts_erasurerequest', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "person", "address", "state", "asked_at", "due_at", "deleted_at", "forgotten_at",
            "analytics_at", "done_at", "scoured_at", "proofs", "holders", "counts", "home_region"
            FROM public.accounts_erasurerequest AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_exportrequest', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "person", "asked_at", "asked_on", "ready_at", "expires_at", "fetched_at",
            "closed_at", "home_region"
            FROM public.accounts_exportrequest AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_profile', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "user_id", "display_name", "birth_year", "gender", "region", "languages", "avatar_motif",
            "avatar_colour", "updated_at", "home_region"
            FROM public.accounts_profile AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_securityevent', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "kind", "detail", "at", "device", "place", "home_region", "user_id"
            FROM public.accounts_securityevent AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_session', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "expire_date", "user_id", "started_at", "seen_at", "device", "place", "home_region"
            FROM public.accounts_session AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_staffdecision', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "by", "at", "proof_kind", "home_region", "proposal_id", "verdict"
            FROM public.accounts_staffdecision AS own
            WHERE "by" = asked.user_id
        ) AS given),
        'accounts_staffinvitation', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "user_id", "ends_at", "used_at", "home_region"
            FROM public.accounts_staffinvitation AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_staffoutcome', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "act", "state", "says", "by", "about", "proof_failed", "at", "home_region"
            FROM public.accounts_staffoutcome AS own
            WHERE "by" = asked.user_id OR about = asked.user_id
        ) AS given),
        'accounts_staffproposal', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "by", "at", "proof_kind", "home_region", "change", "address", "role", "ends_at", "reason"
            FROM public.accounts_staffproposal AS own
            WHERE "by" = asked.user_id
        ) AS given),
        'accounts_staffrole', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "role", "granted_by", "granted_at", "ends_at", "home_region", "given_by",
            "agreed_by", "reviewed_at", "reviewed_by", "reminded_at"
            FROM public.accounts_staffrole AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_staffsecurityevent', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "kind", "detail", "at", "device", "place", "home_region", "user_id"
            FROM public.accounts_staffsecurityevent AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_usedcode', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user", "step", "home_region"
            FROM public.accounts_usedcode AS own
            WHERE "user" = asked.user_id
        ) AS given),
        'accounts_user', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "last_login", "id", "email", "is_active", "date_joined", "home_region"
            FROM public.accounts_user AS own
            WHERE id = asked.user_id
        ) AS given),
        'accounts_user_groups', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "group_id"
            FROM public.accounts_user_groups AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_user_user_permissions', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "permission_id"
            FROM public.accounts_user_user_permissions AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_verificationappeal', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "request_id", "words", "asked_at", "state", "proposed", "because",
            NULL::uuid AS "first_by", "first_at", NULL::uuid AS "decided_by", "decided_at", "ends_at", "used_for",
            "home_region"
            FROM public.accounts_verificationappeal AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_verificationrequest', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "requested_at", "home_region"
            FROM public.accounts_verificationrequest AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_verificationsession', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "request_id", "provider", "provider_session_id", "state", "reason", "opened_at", "asked_at",
            "home_region", "forgetting"
            FROM public.accounts_verificationsession AS own
            WHERE request_id IN (SELECT asks.id FROM public.accounts_verificationrequest AS asks WHERE asks.user_id =
            asked.user_id)
        ) AS given),
        'accounts_verificationstatus', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "user_id", "state", "level", "provider", "country", "confirmed_at", "expires_at", "updated_at",
            "home_region"
            FROM public.accounts_verificationstatus AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'accounts_verificationwithdrawal', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "asked_at", "home_region"
            FROM public.accounts_verificationwithdrawal AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'audit_event', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "action", CASE WHEN own."by" = asked.user_id THEN "by" END AS "by", "about", "process",
            "detail", "at", "home_region"
            FROM public.audit_event AS own
            WHERE "by" = asked.user_id OR about = asked.user_id
        ) AS given),
        'console_session', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "expire_date", "user_id", "started_at", "seen_at", "device", "place", "home_region"
            FROM public.console_session AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'guardian_userobjectpermission', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "permission_id", "content_type_id", "object_pk", "user_id"
            FROM public.guardian_userobjectpermission AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'mfa_authenticator', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "user_id", "type", "created_at", "last_used_at"
            FROM public.mfa_authenticator AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'outbox_event', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "topic", "version", "restaurant_id", "payload", "person", "published_by", "created_at",
            "relayed_at", "home_region"
            FROM public.outbox_event AS own
            WHERE person = asked.person::text
        ) AS given),
        'restaurants_restaurantuserobjectpermission', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "permission_id", "user_id", "content_object_id", "home_region"
            FROM public.restaurants_restaurantuserobjectpermission AS own
            WHERE user_id = asked.user_id
        ) AS given),
        'restaurants_review', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "restaurant_id", "author_id", "rating", "text", "language", "visited_on", "posted_at",
            "home_region"
            FROM public.restaurants_review AS own
            WHERE author_id = asked.user_id
        ) AS given)
    )
    FROM public.accounts_exportrequest AS asked
    WHERE asked.id = request AND asked.ready_at IS NULL AND asked.closed_at IS NULL
    AND NOT public.is_company_account(asked.user_id)
    AND NOT public.pseudonym_is_anothers(asked.person, asked.user_id)
$$;
REVOKE ALL ON FUNCTION public.export_rows(uuid) FROM PUBLIC;
"""
BACKWARD = "DROP FUNCTION public.export_rows(uuid);"


class Migration(migrations.Migration):
    dependencies = [
        ("restaurants", "0009_home_region"),
        ("accounts", "0019_export_request"),
        ("console", "0003_home_region"),
        ("outbox", "0005_home_region"),
        ("audit", "0005_home_region"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
