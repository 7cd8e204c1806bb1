-- Whether an account is the company's. A function, so that the login `web` needs no right on the list of staff. An
-- account that was ever staff stays one: its second factor belongs to the console.

CREATE OR REPLACE FUNCTION public.is_company_account(asked uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.accounts_staffrole AS part WHERE part.user_id = asked)
$$;
REVOKE ALL ON FUNCTION public.is_company_account(uuid) FROM PUBLIC;
