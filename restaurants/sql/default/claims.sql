-- Claims to places. `web` makes, proves and withdraws them by these functions, each of which looks at who asks. Whoever
-- holds web's login can name somebody else there: so no claim gives anybody anything before two of the staff have signed
-- (`claim_steps.sql`), and the codes stand in mails and letters alone, which `web` can't read.

-- The domain of a place's website as it was listed, without www; '' where it has none, or one that is not plain. What a
-- team or a claimant wrote does not count: they would have the code sent to themselves.
CREATE OR REPLACE FUNCTION public.restaurants_listed_domain(place uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE((
        SELECT host FROM (
            SELECT regexp_replace(lower(substring(listed.website FROM
                '^https?://([A-Za-z0-9.-]{4,190})(?::[0-9]{1,5})?(?:[/?#]|$)')), '^www\.', '') AS host
            FROM (
                SELECT COALESCE(before.website, restaurant.website) AS website
                FROM public.restaurants_restaurant AS restaurant
                LEFT JOIN public.restaurants_profileversion AS before
                    ON before.restaurant_id = restaurant.id AND before.version = 0
                WHERE restaurant.id = place AND restaurant.source <> 'claims'
            ) AS listed
        ) AS found
        WHERE host ~ '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$'
          -- A domain that several places name belongs to somebody else, such as a chain, a hotel or a delivery service.
          AND NOT EXISTS (
              SELECT FROM public.restaurants_restaurant AS other
              WHERE other.id <> place AND other.website <> ''
                AND lower(other.website) ~ ('^https?://([^/?#]*[.@])?' || replace(host, '.', '\.') || '(:|/|\?|#|$)')
          )
    ), '')
$$;
REVOKE ALL ON FUNCTION public.restaurants_listed_domain(uuid) FROM PUBLIC;

-- The street of a place as it was listed, to which a letter goes; '' where there is none, or where the place has moved
-- since by what a guest suggested: they would have the letter sent to themselves.
CREATE OR REPLACE FUNCTION public.restaurants_listed_street(place uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE((
        SELECT restaurant.street FROM public.restaurants_restaurant AS restaurant
        WHERE restaurant.id = place AND restaurant.town <> '' AND NOT EXISTS (
            SELECT FROM public.restaurants_pageprofile AS profile
            WHERE profile.restaurant_id = place AND profile.address <> ''
        )
    ), '')
$$;
REVOKE ALL ON FUNCTION public.restaurants_listed_street(uuid) FROM PUBLIC;

-- Whether two places are competitors: another place in the same town with one of the same cuisines.
CREATE OR REPLACE FUNCTION public.restaurants_are_competitors(town text, cuisines text[], place uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.restaurants_restaurant AS other
        WHERE other.id = place AND other.town <> '' AND lower(other.town) = lower(restaurants_are_competitors.town)
          AND other.cuisines && restaurants_are_competitors.cuisines::varchar[]
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_are_competitors(text, text[], uuid) FROM PUBLIC;

-- Whether somebody claimed a place beside this one within a week, however the claim went on. Triggers and pages ask it.
CREATE OR REPLACE FUNCTION public.restaurants_claims_competitor(person uuid, place uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.restaurants_claim AS claim
        LEFT JOIN public.restaurants_restaurant AS own ON own.id = claim.restaurant_id
        WHERE claim.user_id = person AND claim.submitted_at > clock_timestamp() - interval '7 days'
          AND claim.restaurant_id IS DISTINCT FROM place
          AND public.restaurants_are_competitors(
              COALESCE(own.town, claim.listing ->> 'town'),
              COALESCE(own.cuisines::text[], ARRAY(SELECT jsonb_array_elements_text(claim.listing -> 'cuisines'))), place
          )
    );
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_claims_competitor(uuid, uuid) FROM PUBLIC;

-- What a place that is not listed is called and where it is, and what search finds it by: texts of bounded length.
CREATE OR REPLACE FUNCTION public.restaurants_is_claimed_listing(given jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(
        jsonb_typeof(given) = 'object' AND octet_length(given::text) <= 8000
        AND given - '{name,cuisines,street,postcode,town,country,phone,website}'::text[]
                  - '{slug,skeleton,name_words,cuisine_words,place_words,time_zone}'::text[] = '{}'
        AND jsonb_typeof(given -> 'cuisines') = 'array'
        AND jsonb_array_length(given -> 'cuisines') BETWEEN 1 AND 8
        AND NOT jsonb_path_exists(given, 'strict $.cuisines[*] ? (@.type() <> "string")')
        AND NOT EXISTS (
            SELECT FROM jsonb_array_elements_text(given -> 'cuisines') AS key WHERE key !~ '^[a-z0-9_]{1,40}$'
        )
        AND given ->> 'name' ~ '\S' AND length(given ->> 'name') <= 200
        AND given ->> 'street' ~ '\S' AND length(given ->> 'street') <= 200
        AND given ->> 'town' ~ '\S' AND length(given ->> 'town') <= 100
        AND length(given ->> 'postcode') <= 16 AND length(given ->> 'phone') <= 60
        AND length(given ->> 'time_zone') <= 40
        AND given ->> 'country' ~ '^([A-Z]{2})?$' AND given ->> 'website' ~ '^(https?://\S+)?$'
        AND length(given ->> 'website') <= 490
        AND given ->> 'slug' ~ '^[a-z0-9][a-z0-9-]{0,99}$' AND given ->> 'skeleton' IS NOT NULL
        AND given ->> 'name_words' IS NOT NULL AND given ->> 'cuisine_words' IS NOT NULL
        AND given ->> 'place_words' IS NOT NULL,
        false
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_claimed_listing(jsonb) FROM PUBLIC;

-- Where a claim goes once it is shown: to the owners of the place, if it has any, and else to the staff.
CREATE OR REPLACE FUNCTION public.restaurants_pass_on_claim(shown uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_claim AS claim
    SET proven_at = COALESCE(claim.proven_at, clock_timestamp()), digest = NULL, first_by = NULL,
        state = CASE WHEN is_managed THEN 'answering' ELSE 'waiting' END,
        answer_by = CASE WHEN is_managed THEN clock_timestamp() + interval '14 days' END
    FROM (
        SELECT EXISTS (
            SELECT FROM public.restaurants_teammember AS member
            JOIN public.restaurants_claim AS asked ON asked.restaurant_id = member.restaurant_id
            WHERE asked.id = shown AND member.role = 'owner' AND member.left_at IS NULL
        ) AS is_managed
    ) AS now
    WHERE claim.id = shown;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_pass_on_claim(uuid) FROM PUBLIC;

-- Whether somebody has a confirmed account. What one person asks for waits for each other until the transaction ends.
CREATE OR REPLACE FUNCTION public.restaurants_lock_confirmed(person uuid) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.accounts_user AS account
    JOIN public.accounts_verificationstatus AS status ON status.user_id = account.id
    WHERE account.id = person AND account.is_active
      AND status.state = 'confirmed' AND status.expires_at > clock_timestamp()
    FOR NO KEY UPDATE OF account;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_lock_confirmed(uuid) FROM PUBLIC;

-- Begins a claim to a listed place, or with `added` to one that is not listed. 'done', or why not.
CREATE OR REPLACE FUNCTION public.restaurants_begin_claim(
    actor uuid, place uuid, how text, mailbox text, words text, added jsonb
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := clock_timestamp();
    domain text := '';
    begun uuid := uuidv7();
    claimed public.restaurants_restaurant;
BEGIN
    -- Claims of one person, and claims to one place, wait for each other here.
    IF NOT public.restaurants_lock_confirmed(actor) THEN
        RETURN 'not_confirmed';
    END IF;
    SELECT * INTO claimed FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    IF (place IS NULL) = (added IS NULL) OR (place IS NOT NULL AND claimed.id IS NULL)
       OR (added IS NOT NULL AND NOT public.restaurants_is_claimed_listing(added))
       OR how NOT IN ('mail', 'post', 'documents') OR length(words) > 1000
       OR (how = 'documents' AND words !~ '\S') THEN
        RETURN 'not_possible';
    ELSIF EXISTS (
        SELECT FROM public.restaurants_restaurantuserobjectpermission AS held
        WHERE held.user_id = actor AND held.content_object_id = place
    ) THEN
        RETURN 'on_team';
    ELSIF EXISTS (
        SELECT FROM public.restaurants_claim AS open
        WHERE open.user_id = actor AND open.restaurant_id IS NOT DISTINCT FROM place AND open.closed_at IS NULL
    ) THEN
        RETURN 'open';
    ELSIF (SELECT count(*) FROM public.restaurants_claim AS lately
           WHERE lately.user_id = actor AND lately.submitted_at > at - interval '1 day') >= 5 THEN
        RETURN 'too_many';
    ELSIF EXISTS (
        SELECT FROM public.restaurants_review AS review
        WHERE review.author_id = actor AND review.posted_at > at - interval '7 days'
          AND review.restaurant_id IS DISTINCT FROM place
          AND public.restaurants_are_competitors(
              COALESCE(claimed.town, added ->> 'town'),
              COALESCE(claimed.cuisines::text[], ARRAY(SELECT jsonb_array_elements_text(added -> 'cuisines'))),
              review.restaurant_id
          )
    ) THEN
        RETURN 'reviewed_competitor';
    ELSIF how = 'post' AND added IS NULL AND public.restaurants_listed_street(place) = '' THEN
        RETURN 'no_address';
    END IF;
    IF how = 'mail' THEN
        domain := public.restaurants_listed_domain(place);
        IF domain = '' OR mailbox !~ '^[a-z0-9]([a-z0-9._+-]{0,38}[a-z0-9])?$' THEN
            RETURN 'no_domain';
        ELSIF (SELECT count(*) FROM public.restaurants_claim AS lately
               WHERE lately.restaurant_id = place AND lately.proof = 'mail'
                 AND lately.submitted_at > at - interval '1 day') >= 5 THEN
            RETURN 'too_many';
        END IF;
    END IF;
    INSERT INTO public.restaurants_claim
        (id, restaurant_id, user_id, proof, state, address, statement, listing, tries, codes_sent, answer, answer_text,
         reason, mailed_state, owners_mailed_state)
    VALUES (begun, place, actor, how, 'code_due', CASE how WHEN 'mail' THEN mailbox || '@' || domain ELSE '' END, words,
            added, 0, 0, '', '', '', '', '');
    IF how = 'documents' THEN
        PERFORM public.restaurants_pass_on_claim(begun);
    END IF;
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_begin_claim(uuid, uuid, text, text, text, jsonb) FROM PUBLIC;

-- A code as people read it off a letter: 60 random bits, in letters that are not mistaken for each other. So many that
-- nobody guesses one, even who takes back the counting of wrong ones by rolling back.
CREATE OR REPLACE FUNCTION public.restaurants_new_claim_code() RETURNS text
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    -- Without the bytes that say which kind of UUID it is.
    SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bits, place) & 31) + 1, 1), '')
    FROM (SELECT uuid_send(gen_random_uuid()) AS bits OFFSET 0) AS random,
         unnest('{0,1,2,3,4,5,7,9,10,11,12,13}'::integer[]) AS place
$$;
REVOKE ALL ON FUNCTION public.restaurants_new_claim_code() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_claim_digest(claim uuid, code text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(claim || ' ' || code, 'UTF8')), 'hex')
$$;
REVOKE ALL ON FUNCTION public.restaurants_claim_digest(uuid, text) FROM PUBLIC;

-- Takes the code of a mail or a letter from whoever made the claim. 'done', or why not.
CREATE OR REPLACE FUNCTION public.restaurants_enter_claim_code(actor uuid, asked uuid, code text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    claim public.restaurants_claim;
BEGIN
    SELECT * INTO claim FROM public.restaurants_claim AS open
    WHERE open.id = asked AND open.user_id = actor AND open.state = 'code_sent' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_possible';
    ELSIF claim.code_ends_at < clock_timestamp() THEN
        RETURN 'code_expired';
    ELSIF claim.tries >= 5 THEN
        RETURN 'no_tries';
    ELSIF claim.digest = public.restaurants_claim_digest(asked, code) THEN
        PERFORM public.restaurants_pass_on_claim(asked);
        RETURN 'done';
    END IF;
    UPDATE public.restaurants_claim SET tries = tries + 1 WHERE id = asked;
    RETURN 'wrong_code';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_enter_claim_code(uuid, uuid, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_ask_for_claim_code(actor uuid, asked uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_claim SET state = 'code_due', digest = NULL
    WHERE id = asked AND user_id = actor AND state = 'code_sent' AND codes_sent < 3;
    RETURN CASE WHEN FOUND THEN 'done' ELSE 'too_many_codes' END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_ask_for_claim_code(uuid, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_withdraw_claim(actor uuid, asked uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_claim SET state = 'withdrawn', digest = NULL, closed_at = clock_timestamp()
    WHERE id = asked AND user_id = actor AND closed_at IS NULL;
    RETURN CASE WHEN FOUND THEN 'done' ELSE 'not_possible' END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_withdraw_claim(uuid, uuid) FROM PUBLIC;

-- What an owner of the place says to somebody else's claim. With an answer it goes on to the staff.
CREATE OR REPLACE FUNCTION public.restaurants_answer_claim(actor uuid, asked uuid, said text, words text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place CONSTANT uuid := (SELECT restaurant_id FROM public.restaurants_claim WHERE id = asked);
BEGIN
    IF place IS NULL OR NOT public.restaurants_manages_team(actor, place) OR said NOT IN ('agrees', 'disputes') THEN
        RETURN 'not_possible';
    END IF;
    UPDATE public.restaurants_claim
    SET answer = said, answer_text = words, answered_by = actor, state = 'waiting'
    WHERE id = asked AND state = 'answering' AND user_id <> actor;
    RETURN CASE WHEN FOUND THEN 'done' ELSE 'not_possible' END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_answer_claim(uuid, uuid, text, text) FROM PUBLIC;
