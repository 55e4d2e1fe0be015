"""Pictures by address: the facts of the store in them, and the manners of every other answer."""

import struct

import pytest

from app.dialects.native.chart_params import NARROWEST, WIDEST
from app.store import migrate
from app.store.catalogue import save_structure
from tests.api.conftest import Services
from tests.api.service import Service
from tests.charts import scenes
from tests.charts.drawn import read
from tests.support.builders import published, withdrawn
from tests.support.stores import opened

SALES = "/v1/charts/retail_sales_consumer_goods"
MINES = "/v1/charts/advanced_mines_coal_output_share"
TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".vl.json": "application/vnd.vegalite.v6+json",
}


def size(png: bytes) -> tuple[int, int]:
    """Read width and height out of a PNG, in pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("extension", "media_type"), TYPES.items())
def test_each_extension_has_its_type_and_policy(
    service: Service, extension: str, media_type: str
) -> None:
    answer = service.ok(SALES + extension)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    assert answer.headers["content-disposition"].endswith(f'sales_consumer_goods{extension}"')


def test_a_picture_shows_what_the_store_holds(seeded: Service) -> None:
    drawn = read(seeded.ok(f"{SALES}.svg").text)
    assert "818.05" in drawn.values
    assert drawn.implied == ("798.10",)
    assert drawn.title == (
        "Total retail sales of consumer goods, Shanxi: 818.05 billion yuan, 2024"
    )
    assert "797.70 to 798.49" in drawn.description
    chinese = read(seeded.ok(f"{SALES}.svg?lang=zh").text)
    assert "8,180.5" in chinese.values
    assert "推算" in chinese.description


def test_a_bound_of_the_store_is_never_a_plain_number(service: Service) -> None:
    drawn = read(service.ok(f"{MINES}.svg").text)
    assert drawn.bounds == 3
    assert "more than 83 %" in drawn.title
    (only,) = service.ok(f"{MINES}.vl.json").json()["data"]["values"]
    assert (only["value"], only["bound"], only["text"]) == (83, "gt", "more than 83 %")


def test_themes_differ_in_colour_alone(service: Service) -> None:
    light, dark, auto = (
        service.ok(f"{MINES}.svg?theme={theme}").text for theme in ("light", "dark", "auto")
    )
    assert "#FFFFFF" in light
    assert "#1B1E21" in dark
    assert "var(--surface)" in auto
    assert read(light).description == read(dark).description == read(auto).description
    assert service.ok(f"{MINES}.svg").text == auto


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("area=CN-HE", "No value for Hebei"),
        ("time=1999", "Nothing published yet"),
        ("as_of=2000-01-01", "Nothing published yet"),
    ],
)
def test_where_nothing_answers_the_picture_says_so(service: Service, query: str, says: str) -> None:
    drawn = read(service.ok(f"{SALES}.svg?{query}").text)
    assert drawn.values == ()
    assert says in [each.text for each in drawn.all("text")]
    assert size(service.ok(f"{SALES}.png?{query}").body)


def test_filters_choose_what_is_drawn(service: Service) -> None:
    dollars = read(service.ok(f"{SALES}.svg?unit=USD").text)
    assert "112.89" in dollars.values
    growth = read(service.ok(f"{SALES}.svg?transformation=yoy").text)
    assert "+2.5" in growth.values
    cars = read(service.ok("/v1/charts/trade_in_retail_sales.svg?product=automobiles").text)
    assert "878" in cars.values
    assert "413" not in cars.values


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_scale_multiplies_pixels(service: Service, scale: int) -> None:
    root = read(service.ok(f"{SALES}.svg?theme=light&width=400").text).root
    units = float(root.get("width", "0")), float(root.get("height", "0"))
    width, height = size(service.ok(f"{SALES}.png?width=400&scale={scale}").body)
    assert width == 400 * scale
    assert height == units[1] * scale


@pytest.mark.parametrize("extension", [".svg", ".png"])
@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
def test_the_narrowest_and_the_widest_are_drawn_and_beyond_is_refused(
    service: Service, extension: str, width: int
) -> None:
    assert service.ok(f"{SALES}{extension}?width={width}").body
    beyond = width - 1 if width == NARROWEST else width + 1
    answer = service.ask(f"{SALES}{extension}?width={beyond}")
    assert (answer.status, answer.json()["errors"][0]["parameter"]) == (400, "width")


def test_letters_are_drawn(service: Service) -> None:
    """Nothing but the words differs, so a picture without glyphs would be the same in both."""
    english, chinese = (
        service.ok(f"{MINES}.png?lang={lang}&width=720&scale=1").body for lang in ("en", "zh")
    )
    assert len(english) > 6_000
    assert english != chinese
    assert service.ok(f"{MINES}.png?lang=zh&width=720&scale=1").body == chinese


@pytest.mark.parametrize(
    ("address", "status", "parameter", "meant"),
    [
        ("/v1/charts/retail_sales.svg", 404, None, "retail_sales_consumer_goods"),
        (f"{SALES}.svg?area=Shansi", 404, "area", None),
        (f"{SALES}.svg?scale=2", 400, "scale", None),
        (f"{SALES}.svg?them=dark", 400, "them", "theme"),
        (f"{SALES}.png?theme=auto", 400, "theme", None),
        (f"{SALES}.png?scale=5", 400, "scale", None),
        (f"{SALES}.svg?time=2024-13", 400, "time", None),
        (f"{SALES}.svg?time=2025-02-30", 422, "time", None),
        ("/v1/charts/retail_sales_consumer_goods.jpg", 404, None, None),
    ],
)
def test_what_is_wrong_is_a_problem_and_no_picture(
    service: Service, address: str, status: int, parameter: str | None, meant: str | None
) -> None:
    answer = service.ask(address)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    document = answer.json()
    if parameter:
        assert parameter in {each.get("parameter") for each in document["errors"]}
    if meant:
        assert meant in document["did_you_mean"]


def test_what_has_changed_nothing_is_not_sent_again(service: Service) -> None:
    for extension in TYPES:
        tag = service.ok(SALES + extension).headers["etag"]
        again = service.ask(SALES + extension, {"If-None-Match": tag})
        assert (again.status, again.body) == (304, b"")
        other = service.ok(f"{SALES}{extension}?lang=zh").headers["etag"]
        assert other != tag


def test_a_png_is_never_coded_and_head_tells_its_length(service: Service) -> None:
    every = {"Accept-Encoding": "gzip, br, zstd"}
    answer = service.ok(f"{SALES}.png", every)
    assert "content-encoding" not in answer.headers
    head = service.ask(f"{SALES}.png", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.body))
    assert head.headers["etag"] == service.ok(f"{SALES}.png").headers["etag"]


def catalogue_of_scenes(url: str) -> None:
    """Fill a database with a value in every province, revised figures and a withdrawal."""
    with opened(url) as store:
        migrate.upgrade(store)
        with store.writer() as writer:
            save_structure(writer, scenes.structure())
        published(store, *scenes.everywhere("gt"), *scenes.years(2020, "5", "6", "7"))
        published(store, withdrawn(area="CN-HE"), on="2025-03-20")


def test_provinces_are_ranked_and_one_that_was_withdrawn_is_named(services: Services) -> None:
    service = services.on(catalogue_of_scenes)
    drawn = read(service.ok("/v1/charts/retail_sales.svg?time=2024").text)
    assert drawn.bounds > 0
    assert len(drawn.values) == 33
    assert "No value for Hebei" in [each.text for each in drawn.all("text")]
    lonely = read(service.ok("/v1/charts/retail_sales.svg?area=CN-HE&time=2024").text)
    assert "Withdrawn by its publisher" in [each.text for each in lonely.all("text")]
    few = read(service.ok("/v1/charts/retail_sales.svg?area=CN-BJ,CN-SN&time=2024").text)
    assert len(few.values) == 2


def test_a_renamed_indicator_leads_to_its_picture(sqlite: Services) -> None:
    service = sqlite.on(catalogue_of_scenes)
    answer = service.ask("/v1/charts/old_retail_sales.svg?lang=zh&theme=dark")
    assert answer.status == 301
    assert answer.headers["location"] == "/v1/charts/retail_sales.svg?lang=zh&theme=dark"


def test_a_picture_with_too_many_pixels_is_refused(sqlite: Services) -> None:
    service = sqlite.on(catalogue_of_scenes)
    address = "/v1/charts/retail_sales.png?time=2024&width=1200"
    assert size(service.ok(f"{address}&scale=1").body)[0] == 1200
    answer = service.ask(f"{address}&scale=4")
    assert (answer.status, answer.json()["errors"][0]["parameter"]) == (422, "scale")
