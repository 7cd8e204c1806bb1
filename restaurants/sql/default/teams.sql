-- The teams of restaurants. `web` reads them, and changes them by these functions alone, each of which looks at who
-- asks. Whoever holds web's login can name somebody else there: so nobody becomes an owner without the secret of a mail
-- to whoever invites, and without the secret of one to who is invited. Neither mail can be read by `web`.

CREATE OR REPLACE FUNCTION public.restaurants_team_permissions(of_role text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    -- As `reviews_site/policy/teams.py` has it; a test compares the two.
    SELECT CASE of_role
        WHEN 'owner'
            THEN ARRAY['view_dashboard', 'change_page', 'reply_to_reviews', 'enter_guest_numbers', 'manage_team']
        WHEN 'manager' THEN ARRAY['view_dashboard', 'change_page', 'reply_to_reviews', 'enter_guest_numbers']
        WHEN 'analyst' THEN ARRAY['view_dashboard']
        ELSE ARRAY[]::text[]
    END
$$;
REVOKE ALL ON FUNCTION public.restaurants_team_permissions(text) FROM PUBLIC;

-- A letter and the domain, for the log.
CREATE OR REPLACE FUNCTION public.restaurants_masked_address(address text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_catalog.left(address, 1) || '…@' || pg_catalog.split_part(address, '@', 2)
$$;
REVOKE ALL ON FUNCTION public.restaurants_masked_address(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_note_team_event(place uuid, actor uuid, done text, of_role text, whom text)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.restaurants_teamevent (id, restaurant_id, user_id, action, role, whom)
    VALUES (uuidv7(), place, actor, done, of_role, CASE whom WHEN '' THEN '' ELSE public.restaurants_masked_address(whom) END)
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_team_event(uuid, uuid, text, text, text) FROM PUBLIC;

-- Whether somebody may change the team of a restaurant. Whoever asks waits here for others who change it.
CREATE OR REPLACE FUNCTION public.restaurants_manages_team(actor uuid, place uuid) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    RETURN public.restaurants_may(actor, place, 'manage_team');
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_manages_team(uuid, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_is_last_owner(person uuid, place uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.restaurants_teammember
        WHERE restaurant_id = place AND user_id = person AND role = 'owner' AND left_at IS NULL
    ) AND NOT EXISTS (
        SELECT FROM public.restaurants_teammember
        WHERE restaurant_id = place AND user_id <> person AND role = 'owner' AND left_at IS NULL
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_last_owner(uuid, uuid) FROM PUBLIC;

-- Whether somebody of the team changed their address within the last days.
CREATE OR REPLACE FUNCTION public.restaurants_changed_address(person uuid, place uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.restaurants_teammember AS member
        WHERE member.restaurant_id = place AND member.user_id = person AND member.left_at IS NULL
          AND member.address_changed_at > clock_timestamp() - interval '3 days'
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_changed_address(uuid, uuid) FROM PUBLIC;

-- Gives somebody exactly the permissions of a role, and keeps their row of the team; '' ends it. No login may call it:
-- the functions below do, and the commands of operators under the owner of the tables.
CREATE OR REPLACE FUNCTION public.restaurants_set_team_role(place uuid, person uuid, wanted text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held CONSTANT text[] := public.restaurants_team_permissions(wanted);
BEGIN
    DELETE FROM public.restaurants_restaurantuserobjectpermission AS old USING public.auth_permission AS permission
    WHERE permission.id = old.permission_id AND old.user_id = person AND old.content_object_id = place
      AND permission.codename <> ALL (held);
    INSERT INTO public.restaurants_restaurantuserobjectpermission (permission_id, user_id, content_object_id)
    SELECT permission.id, person, place
    FROM public.auth_permission AS permission JOIN public.django_content_type AS kind ON kind.id = permission.content_type_id
    WHERE kind.app_label = 'restaurants' AND kind.model = 'restaurant' AND permission.codename = ANY (held)
    ON CONFLICT DO NOTHING;
    IF wanted = '' THEN
        UPDATE public.restaurants_teammember SET left_at = clock_timestamp()
        WHERE restaurant_id = place AND user_id = person AND left_at IS NULL;
        DELETE FROM public.restaurants_teaminvitation WHERE restaurant_id = place AND invited_by = person;
    ELSE
        INSERT INTO public.restaurants_teammember (id, restaurant_id, user_id, role)
        VALUES (uuidv7(), place, person, wanted)
        ON CONFLICT (restaurant_id, user_id) WHERE left_at IS NULL DO UPDATE SET role = EXCLUDED.role;
    END IF;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_set_team_role(uuid, uuid, text) FROM PUBLIC;

-- Whether somebody works with a restaurant, did within a year, or claims it: then they have something to gain from its reviews.
CREATE OR REPLACE FUNCTION public.restaurants_is_affiliated(person uuid, place uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.restaurants_restaurantuserobjectpermission AS held
        WHERE held.user_id = person AND held.content_object_id = place
    ) OR EXISTS (
        SELECT FROM public.restaurants_teammember AS member
        WHERE member.user_id = person AND member.restaurant_id = place
          AND (member.left_at IS NULL OR member.left_at > clock_timestamp() - interval '1 year')
    ) OR EXISTS (
        SELECT FROM public.restaurants_claim AS claim
        WHERE claim.user_id = person AND claim.restaurant_id = place AND claim.closed_at IS NULL
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_affiliated(uuid, uuid) FROM PUBLIC;

-- A document that confirmed one account confirms another now: it is the same person, so the other one has worked, too,
-- where the first did, and has claimed what the first claimed lately. For the worker `identity`, which knows that, and reads no team. Nobody gets a role by it.
CREATE OR REPLACE FUNCTION public.restaurants_remember_affiliations(former uuid, present uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.restaurants_teammember (id, restaurant_id, user_id, role, joined_at, left_at)
    SELECT uuidv7(), member.restaurant_id, present, member.role, member.joined_at,
           COALESCE(member.left_at, clock_timestamp())
    FROM public.restaurants_teammember AS member
    WHERE member.user_id = former
      AND (member.left_at IS NULL OR member.left_at > clock_timestamp() - interval '1 year');
    INSERT INTO public.restaurants_claim
        (id, restaurant_id, user_id, proof, state, address, statement, listing, tries, codes_sent, submitted_at, answer,
         answer_text, reason, closed_at, mailed_state, owners_mailed_state)
    SELECT uuidv7(), claim.restaurant_id, present, claim.proof, 'withdrawn', '', '', claim.listing, 0, 0,
           claim.submitted_at, '', '', '', clock_timestamp(), 'withdrawn', 'withdrawn'
    FROM public.restaurants_claim AS claim
    WHERE claim.user_id = former AND claim.submitted_at > clock_timestamp() - interval '7 days'
$$;
REVOKE ALL ON FUNCTION public.restaurants_remember_affiliations(uuid, uuid) FROM PUBLIC;

-- Who is invited gets a mail with a secret, by the worker `mail`; for an owner, first whoever invites does.
CREATE OR REPLACE FUNCTION public.restaurants_invite_to_team(actor uuid, place uuid, address_given text, wanted text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    invited CONSTANT text := lower(btrim(address_given));
    at CONSTANT timestamptz := clock_timestamp();
    held text;
BEGIN
    IF NOT public.restaurants_manages_team(actor, place) OR public.restaurants_team_permissions(wanted) = '{}' THEN
        RETURN 'not_allowed';
    END IF;
    SELECT member.role INTO held FROM public.restaurants_teammember AS member
    JOIN public.accounts_user AS account ON account.id = member.user_id
    WHERE member.restaurant_id = place AND member.left_at IS NULL AND account.email = invited;
    -- Who is on the team already is invited to become an owner only; for other roles there is a function below.
    IF held = 'owner' OR (held IS NOT NULL AND wanted <> 'owner') THEN
        RETURN 'on_team';
    END IF;
    IF (SELECT count(*) FROM public.restaurants_teamevent AS done
        WHERE done.restaurant_id = place AND done.action = 'invited' AND done.created_at > at - interval '1 day') >= 20
       OR (SELECT count(*) FROM public.restaurants_teamevent AS done
           WHERE done.user_id = actor AND done.action = 'invited' AND done.created_at > at - interval '1 day') >= 40 THEN
        RETURN 'too_many';
    END IF;
    IF wanted = 'owner' AND public.restaurants_changed_address(actor, place) THEN
        RETURN 'address_changed';
    END IF;
    DELETE FROM public.restaurants_teaminvitation WHERE restaurant_id = place AND address = invited;
    INSERT INTO public.restaurants_teaminvitation
        (id, restaurant_id, invited_by, address, role, confirmed_at, expires_at)
    VALUES (uuidv7(), place, actor, invited, wanted, CASE wanted WHEN 'owner' THEN NULL ELSE at END,
            at + interval '7 days');
    PERFORM public.restaurants_note_team_event(place, actor, 'invited', wanted, invited);
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_invite_to_team(uuid, uuid, text, text) FROM PUBLIC;

-- Whoever invited an owner confirms it with the secret of the mail to them; then who is invited is mailed.
CREATE OR REPLACE FUNCTION public.restaurants_confirm_team_invitation(actor uuid, secret text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := clock_timestamp();
    found_one public.restaurants_teaminvitation;
BEGIN
    SELECT * INTO found_one FROM public.restaurants_teaminvitation AS open
    WHERE open.digest = encode(sha256(convert_to(secret, 'UTF8')), 'hex') AND open.invited_by = actor
      AND open.confirmed_at IS NULL AND open.expires_at > at;
    IF NOT FOUND OR NOT public.restaurants_manages_team(actor, found_one.restaurant_id) THEN
        RETURN false;
    END IF;
    UPDATE public.restaurants_teaminvitation SET confirmed_at = at, expires_at = at + interval '7 days', digest = NULL
    WHERE id = found_one.id AND confirmed_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.restaurants_note_team_event(
        found_one.restaurant_id, actor, 'confirmed', found_one.role, found_one.address
    );
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_confirm_team_invitation(uuid, text) FROM PUBLIC;

-- Joins the team: with the secret, for a confirmed person whose verified address is the invited one. The restaurant.
CREATE OR REPLACE FUNCTION public.restaurants_accept_team_invitation(person uuid, secret text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found_one public.restaurants_teaminvitation;
BEGIN
    SELECT open.* INTO found_one FROM public.restaurants_teaminvitation AS open
    JOIN public.accounts_user AS account ON account.id = person AND account.email = open.address AND account.is_active
    JOIN public.account_emailaddress AS verified
        ON verified.user_id = person AND verified.email = open.address AND verified.verified
    JOIN public.accounts_verificationstatus AS status
        ON status.user_id = person AND status.state = 'confirmed' AND status.expires_at > clock_timestamp()
    WHERE open.digest = encode(sha256(convert_to(secret, 'UTF8')), 'hex')
      AND open.confirmed_at IS NOT NULL AND open.expires_at > clock_timestamp();
    -- Whoever invited may have lost the right to since.
    IF NOT FOUND OR NOT public.restaurants_manages_team(found_one.invited_by, found_one.restaurant_id) THEN
        RETURN NULL;
    END IF;
    DELETE FROM public.restaurants_teaminvitation WHERE id = found_one.id AND digest = found_one.digest;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- An owner stays one, whatever else they were invited to be before.
    IF NOT EXISTS (
        SELECT FROM public.restaurants_teammember AS member
        WHERE member.restaurant_id = found_one.restaurant_id AND member.user_id = person
          AND member.role = 'owner' AND member.left_at IS NULL
    ) THEN
        PERFORM public.restaurants_set_team_role(found_one.restaurant_id, person, found_one.role);
        PERFORM public.restaurants_note_team_event(found_one.restaurant_id, person, 'joined', found_one.role, '');
    END IF;
    RETURN found_one.restaurant_id;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_accept_team_invitation(uuid, text) FROM PUBLIC;

-- Nobody becomes an owner by this.
CREATE OR REPLACE FUNCTION public.restaurants_change_team_role(actor uuid, member uuid, wanted text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed public.restaurants_teammember;
BEGIN
    SELECT * INTO changed FROM public.restaurants_teammember WHERE id = member;
    IF NOT FOUND OR wanted NOT IN ('manager', 'analyst')
       OR NOT public.restaurants_manages_team(actor, changed.restaurant_id) THEN
        RETURN 'not_allowed';
    END IF;
    SELECT * INTO changed FROM public.restaurants_teammember WHERE id = member AND left_at IS NULL;
    IF NOT FOUND THEN
        RETURN 'not_allowed';
    ELSIF public.restaurants_is_last_owner(changed.user_id, changed.restaurant_id) THEN
        RETURN 'last_owner';
    END IF;
    PERFORM public.restaurants_set_team_role(changed.restaurant_id, changed.user_id, wanted);
    -- Who owns nothing any more invites nobody.
    DELETE FROM public.restaurants_teaminvitation
    WHERE restaurant_id = changed.restaurant_id AND invited_by = changed.user_id;
    PERFORM public.restaurants_note_team_event(
        changed.restaurant_id, actor, 'changed', wanted,
        (SELECT account.email FROM public.accounts_user AS account WHERE account.id = changed.user_id)
    );
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_team_role(uuid, uuid, text) FROM PUBLIC;

-- By an owner, or by the person: then they leave.
CREATE OR REPLACE FUNCTION public.restaurants_remove_from_team(actor uuid, member uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed public.restaurants_teammember;
    is_manager boolean;
BEGIN
    SELECT * INTO removed FROM public.restaurants_teammember WHERE id = member;
    is_manager := public.restaurants_manages_team(actor, removed.restaurant_id);
    SELECT * INTO removed FROM public.restaurants_teammember WHERE id = member AND left_at IS NULL;
    IF NOT FOUND OR NOT (is_manager OR removed.user_id = actor) THEN
        RETURN 'not_allowed';
    ELSIF public.restaurants_is_last_owner(removed.user_id, removed.restaurant_id) THEN
        RETURN 'last_owner';
    END IF;
    PERFORM public.restaurants_set_team_role(removed.restaurant_id, removed.user_id, '');
    PERFORM public.restaurants_note_team_event(
        removed.restaurant_id, actor, CASE actor WHEN removed.user_id THEN 'left' ELSE 'removed' END, removed.role,
        CASE actor WHEN removed.user_id THEN ''
        ELSE (SELECT account.email FROM public.accounts_user AS account WHERE account.id = removed.user_id) END
    );
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_remove_from_team(uuid, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_revoke_team_invitation(actor uuid, invitation uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    revoked public.restaurants_teaminvitation;
BEGIN
    SELECT * INTO revoked FROM public.restaurants_teaminvitation WHERE id = invitation;
    IF NOT FOUND OR NOT public.restaurants_manages_team(actor, revoked.restaurant_id) THEN
        RETURN 'not_allowed';
    END IF;
    DELETE FROM public.restaurants_teaminvitation WHERE id = invitation;
    IF NOT FOUND THEN
        RETURN 'not_allowed';
    END IF;
    PERFORM public.restaurants_note_team_event(revoked.restaurant_id, actor, 'revoked', revoked.role, revoked.address);
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_revoke_team_invitation(uuid, uuid) FROM PUBLIC;

-- Whose address changed names no owner for some days, so that the mail that asks goes to nobody's new address.
CREATE OR REPLACE FUNCTION public.restaurants_note_changed_address() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_teammember SET address_changed_at = clock_timestamp()
    WHERE user_id = NEW.id AND left_at IS NULL;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_changed_address() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_note_changed_address AFTER UPDATE OF email ON public.accounts_user
    FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email)
    EXECUTE FUNCTION public.restaurants_note_changed_address();
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER restaurants_note_changed_address;

-- The next mail about a team, for the worker `mail`, which reads no table of these: one to who is invited or has to
-- confirm, with a secret that stands nowhere else, or one to each owner of what somebody did.
CREATE OR REPLACE FUNCTION public.restaurants_take_team_mail()
RETURNS TABLE (
    kind text, address text, restaurant text, slug text, role text, actor text, whom text, secret text
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made CONSTANT text := replace(gen_random_uuid()::text || gen_random_uuid(), '-', '');
    open public.restaurants_teaminvitation;
    done public.restaurants_teamevent;
BEGIN
    SELECT * INTO open FROM public.restaurants_teaminvitation AS due
    WHERE due.digest IS NULL AND due.expires_at > clock_timestamp() ORDER BY due.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE public.restaurants_teaminvitation SET digest = encode(sha256(convert_to(made, 'UTF8')), 'hex')
        WHERE id = open.id;
        RETURN QUERY
        SELECT CASE WHEN open.confirmed_at IS NULL THEN 'confirm' ELSE 'invitation' END,
               CASE WHEN open.confirmed_at IS NULL THEN inviter.email ELSE open.address END::text,
               place.name::text, place.slug::text, open.role::text, inviter.email::text, open.address::text, made
        FROM public.restaurants_restaurant AS place, public.accounts_user AS inviter
        WHERE place.id = open.restaurant_id AND inviter.id = open.invited_by
          -- In the statement that reads the address, so that none is exchanged in between.
          AND (open.confirmed_at IS NOT NULL OR NOT public.restaurants_changed_address(inviter.id, place.id));
        RETURN;
    END IF;
    SELECT * INTO done FROM public.restaurants_teamevent AS due
    WHERE due.mailed_at IS NULL ORDER BY due.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE public.restaurants_teamevent SET mailed_at = clock_timestamp() WHERE id = done.id;
    RETURN QUERY
    SELECT done.action::text, account.email::text, place.name::text, place.slug::text, done.role::text,
           COALESCE((SELECT who.email FROM public.accounts_user AS who WHERE who.id = done.user_id), '')::text,
           done.whom::text, ''
    FROM public.restaurants_teammember AS member
    JOIN public.accounts_user AS account ON account.id = member.user_id AND account.is_active
    JOIN public.restaurants_restaurant AS place ON place.id = member.restaurant_id
    WHERE member.restaurant_id = done.restaurant_id AND member.role = 'owner' AND member.left_at IS NULL
    -- A team without an owner: somebody has to have been looked for.
    UNION ALL SELECT '', '', '', '', '', '', '', '';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_take_team_mail() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_delete_old_team_rows() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.restaurants_teaminvitation WHERE expires_at < clock_timestamp();
    DELETE FROM public.restaurants_teammember WHERE left_at < clock_timestamp() - interval '1 year';
    DELETE FROM public.restaurants_teamevent WHERE created_at < clock_timestamp() - interval '1 year';
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_old_team_rows() FROM PUBLIC;
