-- Lines of the audit log about data that somebody of the company saw, for the access log: whose names, addresses and papers
-- they are stays here, and so does what the line says besides. An object is named by the fingerprint that the access log has
-- of rows.
CREATE OR REPLACE FUNCTION public.console_accesses_since(since timestamptz)
RETURNS TABLE (id uuid, made_at timestamptz, reader text, role text, relation text, kind text, purpose text, fingerprint uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    SELECT e.id, e.created_at, COALESCE(e.actor_id::text, e.login::text),
           COALESCE((SELECT min(held.role)::text FROM public.accounts_staffrole AS held
                     WHERE held.user_id = e.actor_id AND held.role = ANY (access.roles)), 'process'),
           access.relation, access.kind, replace(e.action, '.', ' '),
           encode(substr(sha256(convert_to('platemark.access:', 'UTF8') || uuid_send(e.object_id)), 1, 16), 'hex')::uuid
    FROM (VALUES
        ('receipt.opened', 'restaurants.receipts', 'object', ARRAY['customer_support', 'security_engineer']),
        ('photo.opened', 'restaurants.photos', 'object', ARRAY['customer_support', 'security_engineer']),
        ('claim_document.opened', 'public.restaurants_claimdocument', 'object', ARRAY['customer_support', 'security_engineer']),
        ('claim.letter_printed', 'public.restaurants_claim', 'read', ARRAY['customer_support', 'security_engineer']),
        ('customer.looked_up', 'public.accounts_user', 'read', ARRAY['customer_support']),
        ('audit.exported', 'public.audit_event', 'export', ARRAY['security_engineer']),
        ('breach.reported', 'public.accounts_user', 'export', ARRAY['security_engineer']),
        ('elevation.secret_taken', 'public.accounts_elevation', 'read', ARRAY['data_engineer', 'data_scientist',
         'software_engineer', 'security_engineer', 'customer_support'])
    ) AS access(action, relation, kind, roles)
    JOIN public.audit_event AS e ON e.action = access.action AND e.created_at >= since
    ORDER BY e.created_at;
END
$$;
REVOKE ALL ON FUNCTION public.console_accesses_since(timestamptz) FROM PUBLIC;
