"""Fixed tables of reviewers for the business side."""

from django.db import migrations, models

from analytics.ingest.distribution import reference_table


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0005_quality_check"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewerCube",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cube", "first", "second", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cube", models.CharField(db_comment="which table: the names of its two dimensions", max_length=30)),
                ("first", models.CharField(db_comment="the value of the first dimension", max_length=40)),
                ("second", models.CharField(db_comment="the value of the second", max_length=40)),
                (
                    "reviewers",
                    models.PositiveIntegerField(
                        db_comment="distinct people, to the nearest ten; null: too few", null=True
                    ),
                ),
                (
                    "average_rating",
                    models.DecimalField(
                        db_comment="each person counted once", decimal_places=1, max_digits=2, null=True
                    ),
                ),
                ("of_reviewers", models.PositiveIntegerField(db_comment="of how many people the whole table was made")),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"marts"."reviewer_cubes"',
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("average_rating__isnull", True), ("reviewers__isnull", True)),
                            ("reviewers__gte", 10),
                            _connector="OR",
                        ),
                        name="marts_reviewer_cubes_at_least_10",
                    )
                ],
            },
        ),
        reference_table("marts.reviewer_cubes"),
    ]
