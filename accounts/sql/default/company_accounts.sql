-- Whether an account is the company's. A function, so that the login `web` needs no right on the table of staff roles.
-- An account that ever had a role stays one: its second factor belongs to the console.

CREATE OR REPLACE FUNCTION public.is_company_account(account uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.accounts_staffrole AS role WHERE role.user_id = account)
$$;
REVOKE ALL ON FUNCTION public.is_company_account(uuid) FROM PUBLIC;
