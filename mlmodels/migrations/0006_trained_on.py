"""What each release was trained on, and the mark of erasures. What is registered so far is named by the defaults."""

import django.contrib.postgres.fields
from django.db import migrations, models

# What the releases of before could be trained on: published files, and the site's visits.
SO_FAR = {
    "modelrelease": [
        "sentences_yelp.tsv",
        "sentences_amazon.tsv",
        "sentences_imdb.tsv",
        "mams_acsa_train.xml",
        "mams_acsa_val.xml",
    ],
    "visitormodel": ["core.restaurants", "core.visits"],
}


def columns_of(register: str) -> list[migrations.operations.base.Operation]:
    """The three columns of a register, and that the first of them is never empty."""
    fields = {
        "trained_on": django.contrib.postgres.fields.ArrayField(
            models.TextField(),
            db_comment="Tables as schema.table, and published files by name. Never empty.",
            default=SO_FAR[register],
        ),
        "erased_since": models.PositiveIntegerField(
            db_comment="Erasures after it of people who may be in what it was trained on.", db_default=0, default=0
        ),
        "last_erasure_at": models.DateTimeField(db_comment="When the last of them took place.", null=True),
    }
    named = models.CheckConstraint(
        condition=models.Q(("trained_on", []), _negated=True), name=f"{register}_says_what_it_was_trained_on"
    )
    return [
        *(
            migrations.AddField(register, name, field, preserve_default=name != "trained_on")
            for name, field in fields.items()
        ),
        migrations.AddConstraint(register, named),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("mlmodels", "0005_home_region"),
    ]

    operations = [
        *columns_of("modelrelease"),
        *columns_of("visitormodel"),
        migrations.AlterModelTableComment(
            name="modelrelease",
            table_comment="Releases of models that scored something; rows are only added, and marked by erasures.",
        ),
    ]
