"""A request that is done lets go of the pseudonym by itself: nobody needs the right to change whose it is."""

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION governance.let_go_of_the_person() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.person := NULL;
    NEW.reviews := NULL;
    NEW.places := NULL;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION governance.let_go_of_the_person() FROM PUBLIC;
CREATE TRIGGER subject_request_done BEFORE UPDATE ON governance.subject_request
    FOR EACH ROW WHEN (NEW.done_at IS NOT NULL) EXECUTE FUNCTION governance.let_go_of_the_person();
ALTER TABLE governance.subject_request ENABLE ALWAYS TRIGGER subject_request_done;
"""
BACKWARD = """
DROP TRIGGER subject_request_done ON governance.subject_request;
DROP FUNCTION governance.let_go_of_the_person();
"""


class Migration(migrations.Migration):
    dependencies = [("ingest", "0011_models_marked")]
    operations = [
        migrations.AddField(
            model_name="subjectrequest",
            name="places",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                db_comment="restaurants whose counts are to be published without the person",
                null=True,
                size=None,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
