-- What the worker `mail` does about notifications. It reads no table of them: it may call these functions, and each
-- tells it as much as the next mail says.

-- Makes what is due of the last two days. The unique key has each thing notified of once, however often this runs.
CREATE OR REPLACE FUNCTION public.restaurants_make_notifications() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since CONSTANT uuid := uuidv7(interval '-2 days');
    made integer;
BEGIN
    INSERT INTO public.restaurants_notification (id, user_id, kind, key, restaurant_id, review_id, created_at, waits_for_mail)
    SELECT uuidv7(), due.user_id, due.kind, due.key, due.restaurant_id, due.review_id, clock_timestamp(),
           due.waits_for_mail
    FROM (
        SELECT happened.*, COALESCE(choice.channel, 'page') = 'mail' AS waits_for_mail,
               row_number() OVER (PARTITION BY happened.user_id ORDER BY happened.review_id, happened.kind) AS place
        FROM (
            SELECT follow.user_id, 'new_review' AS kind, review.id::text AS key, review.restaurant_id,
                   review.id AS review_id
            FROM public.restaurants_review AS review
            JOIN public.restaurants_follow AS follow USING (restaurant_id)
            WHERE review.id > since AND review.posted_at > follow.followed_at AND review.author_id <> follow.user_id
            UNION
            -- However many photos and votes there are, a day has one notification of each kind.
            SELECT photo.author_id, CASE photo.state WHEN 'published' THEN 'photo_published' ELSE 'photo_refused' END,
                   concat_ws(' ', photo.review_id,
                             (COALESCE(photo.decided_at, photo.added_at) AT TIME ZONE 'UTC')::date),
                   photo.restaurant_id, photo.review_id
            FROM public.restaurants_photo AS photo
            WHERE (photo.id > since OR photo.decided_at > clock_timestamp() - interval '2 days')
              AND photo.state IN ('published', 'refused', 'unchecked') AND photo.review_id IS NOT NULL
            UNION
            SELECT receipt.author_id, 'receipt_decided', receipt.id::text, review.restaurant_id, receipt.review_id
            FROM public.restaurants_receipt AS receipt
            JOIN public.restaurants_review AS review ON review.id = receipt.review_id
            WHERE receipt.decided_at > clock_timestamp() - interval '2 days'
              AND receipt.state IN ('confirmed', 'unreadable', 'refused', 'expired')
            UNION
            SELECT review.author_id, 'reply', reply.review_id::text, reply.restaurant_id, reply.review_id
            FROM public.restaurants_reply AS reply
            JOIN public.restaurants_review AS review ON review.id = reply.review_id
            WHERE reply.posted_at > clock_timestamp() - interval '2 days' AND reply.state = 'published'
            UNION
            SELECT DISTINCT ON (review.author_id, (vote.voted_at AT TIME ZONE 'UTC')::date)
                   review.author_id, 'helpful', ((vote.voted_at AT TIME ZONE 'UTC')::date)::text, review.restaurant_id,
                   review.id
            FROM public.restaurants_helpfulvote AS vote
            JOIN public.restaurants_review AS review ON review.id = vote.review_id
            WHERE vote.id > since
            UNION
            SELECT alert.user_id, alert.kind, alert.key, alert.restaurant_id, alert.review_id
            FROM public.restaurants_team_alerts() AS alert
            UNION
            SELECT alert.user_id, alert.kind, alert.key, alert.restaurant_id, NULL::uuid
            FROM public.restaurants_suggestion_alerts() AS alert
        ) AS happened
        LEFT JOIN public.restaurants_notificationchoice AS choice
            ON choice.user_id = happened.user_id AND choice.kind = happened.kind
        WHERE COALESCE(choice.channel, 'page') <> 'none'
          AND NOT EXISTS (
              SELECT FROM public.restaurants_notification AS known
              WHERE known.user_id = happened.user_id AND known.kind = happened.kind AND known.key = happened.key
          )
    ) AS due
    WHERE due.place + (
        SELECT count(*) FROM public.restaurants_notification AS recent
        WHERE recent.user_id = due.user_id AND recent.created_at > clock_timestamp() - interval '1 day'
    ) <= 50
    LIMIT 5000
    ON CONFLICT (user_id, kind, key) DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    PERFORM public.restaurants_announce_rating_drops();
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_make_notifications() FROM PUBLIC;

-- What the next mail says, and to whom; nothing when none is due. One person gets one mail a day of each kind, and none
-- in the hours that they want to be quiet.
CREATE OR REPLACE FUNCTION public.restaurants_take_notification_mail()
RETURNS TABLE (person uuid, kind text, version integer, address text, restaurants jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    due public.restaurants_notificationchoice;
BEGIN
    SELECT * INTO due FROM public.restaurants_notificationchoice AS choice
    WHERE choice.channel = 'mail'
      AND (choice.mailed_at IS NULL OR choice.mailed_at < clock_timestamp() - interval '23 hours')
      AND EXISTS (
          SELECT FROM public.restaurants_notification AS waiting
          WHERE waiting.user_id = choice.user_id AND waiting.kind = choice.kind AND waiting.waits_for_mail
      )
      AND NOT EXISTS (
          SELECT FROM public.restaurants_quiethours AS quiet
          CROSS JOIN LATERAL (
              SELECT extract(hour FROM clock_timestamp() AT TIME ZONE quiet.time_zone) AS hour
          ) AS local
          WHERE quiet.user_id = choice.user_id
            -- Over midnight, the hours are those before the end and those from the start on.
            AND CASE WHEN quiet.starts < quiet.ends THEN local.hour >= quiet.starts AND local.hour < quiet.ends
                     ELSE local.hour >= quiet.starts OR local.hour < quiet.ends END
      )
    ORDER BY choice.mailed_at NULLS FIRST, choice.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE public.restaurants_notificationchoice SET mailed_at = clock_timestamp() WHERE id = due.id;
    RETURN QUERY
    WITH taken AS (
        UPDATE public.restaurants_notification AS waiting SET waits_for_mail = false
        WHERE waiting.user_id = due.user_id AND waiting.kind = due.kind AND waiting.waits_for_mail
        RETURNING waiting.restaurant_id
    ), places AS (
        SELECT restaurant.name, restaurant.slug, count(*) AS count
        FROM taken
        JOIN public.restaurants_restaurant AS restaurant ON restaurant.id = taken.restaurant_id
        GROUP BY restaurant.id
    )
    SELECT due.user_id, due.kind::text, due.version, account.email::text,
           (SELECT jsonb_agg(to_jsonb(places) ORDER BY places.name) FROM places)
    FROM public.accounts_user AS account
    WHERE account.id = due.user_id AND account.is_active;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_take_notification_mail() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_delete_old_notifications() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.restaurants_notification WHERE created_at < clock_timestamp() - interval '90 days'
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_old_notifications() FROM PUBLIC;

-- Notifications go with the review that they are about, whether it is withdrawn or erased.
CREATE OR REPLACE FUNCTION public.restaurants_notifications_go_with_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_notification WHERE review_id IN (SELECT id FROM before_rows);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_notifications_go_with_review() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_notifications_go_with_review AFTER DELETE ON public.restaurants_review
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_notifications_go_with_review();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_notifications_go_with_review;

-- Keeps beside each account how many notifications are unread, so that no page of theirs has to count.
CREATE OR REPLACE FUNCTION public.restaurants_count_unread_notifications() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE public.accounts_user SET unread_count = unread_count - gone.unread
        FROM (SELECT user_id, count(*) AS unread FROM before_rows WHERE read_at IS NULL GROUP BY user_id) AS gone
        WHERE accounts_user.id = gone.user_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE public.accounts_user SET unread_count = unread_count + added.unread
        FROM (SELECT user_id, count(*) AS unread FROM after_rows WHERE read_at IS NULL GROUP BY user_id) AS added
        WHERE accounts_user.id = added.user_id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_count_unread_notifications() FROM PUBLIC;

DO $$
DECLARE
    verb record;
BEGIN
    FOR verb IN
        SELECT * FROM (VALUES
            ('insert', 'NEW TABLE AS after_rows'),
            ('update', 'OLD TABLE AS before_rows NEW TABLE AS after_rows'),
            ('delete', 'OLD TABLE AS before_rows')
        ) AS verbs (name, rows)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER count_unread_notifications_%1$s AFTER %1$s ON public.restaurants_notification'
            ' REFERENCING %2$s FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_unread_notifications()',
            verb.name, verb.rows
        );
        EXECUTE format(
            'ALTER TABLE public.restaurants_notification ENABLE ALWAYS TRIGGER count_unread_notifications_%1$s',
            verb.name
        );
    END LOOP;
END
$$;
