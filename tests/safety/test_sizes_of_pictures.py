"""T10: pictures come in our sizes, and nobody has one made in theirs."""

import pytest
from django.urls import NoReverseMatch, reverse

from core.models import Rendition
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
SIZES = ["scale-1500", "width-99999", "original", "fill-9999x9999", "max-1x1|" * 200, "nonsense"]


@pytest.mark.parametrize("size", SIZES)
def test_nobody_has_a_picture_made_in_a_size_of_their_own(client, size):
    picture = builders.picture()
    builders.commissioner(portrait=picture)
    stem = picture.file.name.rpartition("/")[2].rpartition(".")[0]

    for address in [
        f"/images/signature/{picture.pk}/{size}/",
        f"/files/pictures/images/{stem}.{size}.png",
        f"/files/pictures/{picture.file.name}?filter={size}",
    ]:
        assert client.get(address).status_code == 404, address

    assert not Rendition.objects.filter(filter_spec=size).exists()


def test_wagtails_address_for_any_size_is_not_there(client):
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["signature", 1, "width-10"])


@pytest.mark.parametrize("role", ["Author", "Administrator"])
def test_staff_have_none_made_either(client, role):
    picture = builders.picture()
    client.force_login(builders.staff(role))

    answer = client.get(reverse("wagtailimages:preview", args=[picture.pk, "width-99999"]))

    assert answer.status_code in (302, 403, 404)
