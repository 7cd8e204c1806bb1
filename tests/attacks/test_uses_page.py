"""Attack: somebody looks for another's uses at the page, or for an employee; or web for who of support looked."""

import uuid

import pytest
from psycopg.errors import InsufficientPrivilege

from accounts.models import CustomerLookup
from reviews_site.ids import uuid7
from tests.accounts.users import member
from tests.analytics.conftest import make_restaurant
from tests.analytics.staffing import employed
from tests.conftest import Login, ProcessClient
from tests.privacy_rights.test_data_usage_page import PATH, looked, reviewed, sentences_of, shown

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
LOOKUPS = "SELECT * FROM public.customer_lookups_of(%s, NULL, NULL)"


@BOTH
@pytest.mark.protection("data_uses_own_page")
@pytest.mark.parametrize("query", ["", "?user={account}", "?person={account}", "?before={later}"])
def test_nobody_sees_the_page_of_another(client: ProcessClient, query: str) -> None:
    mia, ada = member("mia"), member("ada")
    looked(reviewed(ada, make_restaurant("golden-carp")))
    assert sentences_of(shown(client, mia, PATH + query.format(account=ada.pk, later=uuid7()))) == []
    assert len(sentences_of(shown(client, ada))) == 1


@BOTH
@pytest.mark.protection("data_uses_reader_hidden")
def test_the_page_tells_the_role_of_an_employee_and_nothing_more(client: ProcessClient) -> None:
    mia, eve = member("mia"), employed("eve", "data_scientist")
    looked(reviewed(mia, make_restaurant("golden-carp")), reader_id=str(eve.pk), purpose=f"for {eve.email}")
    CustomerLookup.objects.create(reader_id=eve.pk, customer_id=mia.pk, created_at=eve.date_joined)
    page = shown(client, mia)
    assert len(sentences_of(page)) == 2
    assert [name for name in (str(eve.pk), eve.email) if name in page] == []


@COMMITTED
@pytest.mark.protection("lookup_employee_hidden")
def test_web_learns_when_support_looked_and_not_who(login: Login) -> None:
    mia, by = member("mia"), uuid.uuid4()
    CustomerLookup.objects.create(reader_id=by, customer_id=mia.pk, created_at=mia.date_joined)
    web = login("default", "web")
    assert web.execute(LOOKUPS, [mia.pk]).fetchall() == [(mia.date_joined,)]
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        web.execute("SELECT reader_id FROM accounts_customerlookup")


@COMMITTED
@pytest.mark.protection("lookup_employee_hidden")
@pytest.mark.parametrize("name", ["console", "mail", "relay", "identity"])
def test_no_other_process_asks_for_it(name: str, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        login("default", name).execute(LOOKUPS, [uuid.uuid4()])
