-- What the worker `mail` does about claims. It reads no table of them: each call tells it as much as the next mails say.

-- The next mails about claims: one with a code, which stands nowhere else, or one on a new state, to whoever claims, or
-- to each owner of a place that somebody else claims.
CREATE OR REPLACE FUNCTION public.restaurants_take_claim_mail()
RETURNS TABLE (kind text, address text, place text, claim uuid, slug text, code text, ends_at timestamptz, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made CONSTANT text := public.restaurants_new_claim_code();
    due public.restaurants_claim;
    named record;
BEGIN
    SELECT * INTO due FROM public.restaurants_claim AS open
    WHERE open.closed_at IS NULL AND (
        (open.proof = 'mail' AND open.state = 'code_due') OR open.state <> open.mailed_state
        OR (open.answer_by IS NOT NULL AND open.state = 'answering' AND open.owners_mailed_state <> open.state)
    ) ORDER BY open.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT * INTO due FROM public.restaurants_claim AS closed
        WHERE closed.closed_at IS NOT NULL AND closed.mailed_state <> closed.state
        ORDER BY closed.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    END IF;
    IF due.id IS NULL THEN
        RETURN;
    END IF;
    SELECT COALESCE(restaurant.name, due.listing ->> 'name') AS name, COALESCE(restaurant.slug, '') AS slug INTO named
    FROM (SELECT due.restaurant_id AS id) AS of LEFT JOIN public.restaurants_restaurant AS restaurant USING (id);
    IF due.proof = 'mail' AND due.state = 'code_due' THEN
        UPDATE public.restaurants_claim AS sent
        SET state = 'code_sent', digest = public.restaurants_claim_digest(due.id, made), tries = 0,
            codes_sent = sent.codes_sent + 1, code_ends_at = clock_timestamp() + interval '48 hours'
        WHERE sent.id = due.id
        RETURNING sent.code_ends_at INTO due.code_ends_at;
        RETURN QUERY SELECT 'code', due.address::text, named.name::text, due.id, named.slug::text, made, due.code_ends_at, '';
        RETURN;
    END IF;
    RETURN QUERY
    SELECT due.state::text, account.email::text, named.name::text, due.id, named.slug::text, '',
           CASE due.state WHEN 'answering' THEN due.answer_by WHEN 'code_sent' THEN due.code_ends_at END, due.reason::text
    FROM public.accounts_user AS account WHERE account.id = due.user_id AND due.mailed_state <> due.state
    UNION ALL
    SELECT 'owner_' || due.state, account.email::text, named.name::text, due.id, named.slug::text, '', due.answer_by, ''
    FROM public.restaurants_teammember AS member
    JOIN public.accounts_user AS account ON account.id = member.user_id AND account.is_active
    WHERE member.restaurant_id = due.restaurant_id AND member.role = 'owner' AND due.answer_by IS NOT NULL
      AND member.user_id <> due.user_id AND due.owners_mailed_state <> due.state
      AND due.state IN ('answering', 'approved', 'refused', 'withdrawn')
      -- Who left the team with the decision is mailed of it, too.
      AND (member.left_at IS NULL OR member.left_at >= due.closed_at)
    -- Nobody may be left to be mailed: somebody has to have been looked for.
    UNION ALL SELECT '', '', '', NULL, '', '', NULL, '';
    UPDATE public.restaurants_claim AS mailed SET mailed_state = due.state, owners_mailed_state = due.state
    WHERE mailed.id = due.id;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_take_claim_mail() FROM PUBLIC;

-- Claims that nobody answered in time go on to the staff, and those whose code nobody entered end.
CREATE OR REPLACE FUNCTION public.restaurants_move_due_claims() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.restaurants_claim SET state = 'waiting' WHERE state = 'answering' AND answer_by < clock_timestamp();
    UPDATE public.restaurants_claim SET state = 'expired', digest = NULL, closed_at = clock_timestamp()
    WHERE state IN ('code_due', 'code_sent') AND submitted_at < clock_timestamp() - interval '60 days';
$$;
REVOKE ALL ON FUNCTION public.restaurants_move_due_claims() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_delete_old_claims() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.restaurants_claim WHERE closed_at < clock_timestamp() - interval '90 days'
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_old_claims() FROM PUBLIC;
