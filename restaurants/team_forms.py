"""The forms of a team's page."""

from django import forms

from reviews_site.policy import TeamRole

_NAMES = {TeamRole.OWNER: "Owner", TeamRole.MANAGER: "Manager", TeamRole.ANALYST: "Analyst"}
_CHOOSE = {"required": "Choose a role.", "invalid_choice": "Choose one of the roles."}


def _choices(*roles: TeamRole) -> list[tuple[str, str]]:
    return [(str(role), _NAMES[role]) for role in roles]


# What somebody of the team can be changed to. Owners are invited, and confirmed by a mail.
ROLE_CHOICES = _choices(TeamRole.MANAGER, TeamRole.ANALYST)


def _role_field(choices: list[tuple[str, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="Role", choices=choices, coerce=TeamRole, error_messages=_CHOOSE)


class InvitationForm(forms.Form):
    """Whom to invite, and as what. The least of the roles stands first."""

    address = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The invitation works only for an account with this address.",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address like you@example.org.",
        },
    )
    role = _role_field(_choices(TeamRole.ANALYST, TeamRole.MANAGER, TeamRole.OWNER))

    def clean_address(self) -> str:
        """The address in lower case, as accounts have it."""
        address: str = self.cleaned_data["address"].strip().lower()
        return address


class RoleForm(forms.Form):
    """Another role for somebody of the team."""

    role = _role_field(ROLE_CHOICES)
