-- Who may do what at a restaurant: the one place in the database that asks.

-- Whether somebody holds a permission at a restaurant, of those that `reviews_site/policy/teams.py` names.
CREATE OR REPLACE FUNCTION public.restaurants_may(person uuid, place uuid, wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.restaurants_restaurantuserobjectpermission AS held
        JOIN public.auth_permission AS permission ON permission.id = held.permission_id
        JOIN public.accounts_user AS account ON account.id = held.user_id
        WHERE held.user_id = person AND held.content_object_id = place
          AND permission.codename = wanted AND account.is_active
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_may(uuid, uuid, text) FROM PUBLIC;
