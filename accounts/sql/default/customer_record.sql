-- One customer's masked record, for a member of customer support who knows the whole address. Functions, so that no
-- login needs rights on the tables. `note_customer_lookup` writes the lookup down and tells nothing of the customer.
-- `customer_record` answers a lookup that was committed, once its transaction is over: an answer can't be rolled back
-- with its line in the log. Both count: 30 lookups an hour for each reader, 200 in all.
-- `customer_lookups_of` tells a person when their record was opened, and not by whom.

CREATE OR REPLACE FUNCTION public.refuse_many_lookups(reader uuid, for_reader integer, for_all integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since CONSTANT timestamptz := clock_timestamp() - interval '1 hour';
BEGIN
    IF (SELECT count(*) FROM public.accounts_customerlookup AS l WHERE l.reader_id = reader AND l.created_at > since)
       > for_reader
       OR (SELECT count(*) FROM public.accounts_customerlookup AS l WHERE l.created_at > since) > for_all THEN
        RAISE EXCEPTION 'Too many records were opened within an hour.' USING ERRCODE = 'program_limit_exceeded';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION public.refuse_many_lookups(uuid, integer, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.note_customer_lookup(asked text, reader uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    noted CONSTANT uuid := gen_random_uuid();
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.accounts_staffrole AS r
        WHERE r.user_id = reader AND r.role = 'customer_support' AND r.ends_at > clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'Only customer support opens records.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.refuse_many_lookups(reader, 29, 199);
    INSERT INTO public.accounts_customerlookup (id, reader_id, customer_id, created_at)
    VALUES (noted, reader, (SELECT u.id FROM public.accounts_user AS u WHERE u.email = lower(btrim(asked))),
            clock_timestamp());
    RETURN noted;
END
$$;
REVOKE ALL ON FUNCTION public.note_customer_lookup(text, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.customer_record(noted uuid)
RETURNS TABLE (
    reference text, name text, address text, joined text, is_open boolean, confirmation text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    lookup public.accounts_customerlookup%ROWTYPE;
BEGIN
    -- Whoever has written nothing yet has no number, and sees only what others committed.
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'A record is opened in a transaction that wrote nothing.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO lookup FROM public.accounts_customerlookup AS l
    WHERE l.id = noted AND l.created_at > clock_timestamp() - interval '1 minute';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'No lookup of the last minute was noted under this id.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Lookups of transactions that ran at the same time did not see each other when they were noted.
    PERFORM public.refuse_many_lookups(lookup.reader_id, 30, 200);
    RETURN QUERY
    SELECT right(u.id::text, 8),
           left(p.display_name, 1) || '…',
           left(u.email, 1) || '…@' || split_part(u.email, '@', 2),
           to_char(u.date_joined AT TIME ZONE 'UTC', 'YYYY-MM'),
           u.is_active,
           CASE WHEN s.expires_at > clock_timestamp()
                THEN s.state || ' until ' || to_char(s.expires_at AT TIME ZONE 'UTC', 'YYYY-MM')
                ELSE COALESCE('no longer ' || s.state, 'none') END
    FROM public.accounts_user AS u JOIN public.accounts_profile AS p ON p.user_id = u.id
    LEFT JOIN public.accounts_verificationstatus AS s ON s.user_id = u.id
    WHERE u.id = lookup.customer_id;
END
$$;
REVOKE ALL ON FUNCTION public.customer_record(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.customer_lookups_of(asked uuid, since timestamptz, until timestamptz)
RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    SELECT l.created_at FROM public.accounts_customerlookup AS l
    WHERE l.customer_id = asked
      AND l.created_at >= COALESCE(since, '-infinity') AND l.created_at < COALESCE(until, 'infinity')
    ORDER BY l.created_at DESC LIMIT 1000;
END
$$;
REVOKE ALL ON FUNCTION public.customer_lookups_of(uuid, timestamptz, timestamptz) FROM PUBLIC;
