"""Roles that approve something end within a quarter of being given: what was given for longer ends then.

Which roles those are is written out, as they were on that day; the constraint that follows says the same.
"""

from django.db import migrations

FORWARD = """
UPDATE public.accounts_staffrole
   SET ends_at = LEAST(ends_at, granted_at + CASE WHEN role IN ('data_engineer', 'security_engineer')
                                                  THEN interval '92 days' ELSE interval '366 days' END)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_staff_roles_by_proof")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
