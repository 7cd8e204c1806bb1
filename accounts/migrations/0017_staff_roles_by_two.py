"""What a company role must be, whoever writes it: by nobody for themselves, by two where it approves, with an end."""

import datetime

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_staff_roles_end_sooner")]
    operations = [
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_by", models.F("user")), _negated=True),
                    models.Q(("agreed_by", models.F("user")), _negated=True),
                    models.Q(("reviewed_by", models.F("user")), _negated=True),
                ),
                name="accounts_staffrole_not_by_oneself",
                violation_error_message="Nobody gives, agrees to or confirms a role of their own.",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", models.F("given_by")), _negated=True),
                name="accounts_staffrole_by_two_people",
                violation_error_message="The second person is another.",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["data_engineer", "security_engineer"]), _negated=True),
                    ("given_by", None),
                    ("agreed_by__isnull", False),
                    _connector="OR",
                ),
                name="accounts_staffrole_approvers_by_two",
                violation_error_message="A role that approves something takes a second person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("granted_at"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                    models.Q(
                        models.Q(("role__in", ["data_engineer", "security_engineer"]), _negated=True),
                        (
                            "ends_at__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("granted_at"), "+", models.Value(datetime.timedelta(days=92))
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="accounts_staffrole_ends",
                violation_error_message="Every role ends within a year, one that approves something within a quarter.",
            ),
        ),
    ]
