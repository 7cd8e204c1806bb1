"""How many guests came on a day, as owners count them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("restaurants", "0002_review_author_confirmed"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("visitors", models.PositiveIntegerField()),
                (
                    "purchases",
                    models.PositiveIntegerField(db_comment="bills that were paid; null where not counted", null=True),
                ),
                (
                    "counted_at",
                    models.DateTimeField(db_comment="when the owner said so", default=django.utils.timezone.now),
                ),
                (
                    "restaurant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visit_counts",
                        to="restaurants.restaurant",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Visitors and purchases per restaurant and day, written by owners.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("visitors__range", (0, 20000))),
                        name="restaurants_visitcount_visitors_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purchases__isnull", True), ("purchases__range", (0, 20000)), _connector="OR"
                        ),
                        name="restaurants_visitcount_purchases_plausible",
                    ),
                ],
            },
        ),
    ]
