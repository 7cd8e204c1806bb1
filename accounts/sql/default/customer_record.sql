-- One customer's masked record, for a member of staff who knows the whole address. Functions, so that no login needs
-- rights on the tables. `customer_record` counts before it answers: 30 lookups an hour for each reader, 200 in all.
-- `customer_lookups_of` tells a person when their record was opened, and not by whom.

CREATE OR REPLACE FUNCTION public.customer_record(asked text, asker uuid)
RETURNS TABLE (
    reference text, name text, address text, joined text, is_open boolean, confirmation text
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    since CONSTANT timestamptz := pg_catalog.clock_timestamp() - interval '1 hour';
    person public.accounts_user%ROWTYPE;
BEGIN
    IF (SELECT count(*) FROM public.accounts_customerlookup AS l WHERE l.reader_id = asker AND l.created_at > since) >= 30
       OR (SELECT count(*) FROM public.accounts_customerlookup AS l WHERE l.created_at > since) >= 200 THEN
        RAISE EXCEPTION 'Too many records were opened within an hour.'
            USING ERRCODE = 'program_limit_exceeded', DETAIL = pg_catalog.format('By the login %I.', caller);
    END IF;
    SELECT * INTO person FROM public.accounts_user AS u WHERE u.email = pg_catalog.lower(pg_catalog.btrim(asked));
    INSERT INTO public.accounts_customerlookup (id, reader_id, customer_id, created_at)
    VALUES (pg_catalog.gen_random_uuid(), asker, person.id, pg_catalog.clock_timestamp());
    IF person.id IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT pg_catalog.right(person.id::text, 8),
           pg_catalog.left(p.display_name, 1) || '…',
           pg_catalog.left(person.email, 1) || '…@' || pg_catalog.split_part(person.email, '@', 2),
           pg_catalog.to_char(person.date_joined AT TIME ZONE 'UTC', 'YYYY-MM'),
           person.is_active,
           CASE WHEN s.expires_at > pg_catalog.clock_timestamp()
                THEN s.state || ' until ' || pg_catalog.to_char(s.expires_at AT TIME ZONE 'UTC', 'YYYY-MM')
                ELSE COALESCE('no longer ' || s.state, 'none') END
    FROM public.accounts_profile AS p
    LEFT JOIN public.accounts_verificationstatus AS s ON s.user_id = p.user_id
    WHERE p.user_id = person.id;
END
$$;
REVOKE ALL ON FUNCTION public.customer_record(text, uuid) FROM PUBLIC;

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
