"""What docs/hosting.md and the files beside it say, for the hosts that could not be tried as well."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch, fnmatchcase
from typing import Any
from xml.etree import ElementTree

import pytest
from web_servers import FILES

TOKEN = "kfa3" * 8
RECORD = ".qa-calendar-0123456789ab.json"
PAGE = (FILES.parent / "hosting.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
HOSTS = ("nginx", "Apache", "IIS", "Azure Storage, static website", "Azure Static Web Apps", "S3 with CloudFront")
BUCKET = "arn:aws:s3:::qa-example-gov-uk/"


def loaded(name: str) -> Any:
    return json.loads((FILES / name).read_text(encoding="utf-8"))


def iis(path: str, attribute: str) -> list[str]:
    root = ElementTree.parse(FILES / "web.config").getroot()
    return [found.attrib[attribute] for found in root.findall(f"system.webServer/{path}")]


def headers_of(name: str) -> dict[str, str]:
    """The headers that a file in docs/hosting/ sets on whatever is served."""
    match name:
        case "web.config":
            at = "httpProtocol/customHeaders/add"
            return dict(zip(iis(at, "name"), iis(at, "value"), strict=True))
        case "staticwebapp.config.json":
            return dict(loaded(name)["globalHeaders"])
        case "cloudfront-headers-policy.json":
            policy = loaded(name)
            security, others = policy["SecurityHeadersConfig"], policy["CustomHeadersConfig"]
            assert others["Quantity"] == len(others["Items"])
            return {
                "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
                "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
                "X-Content-Type-Options": "nosniff" if "ContentTypeOptions" in security else "",
                **{one["Header"]: one["Value"] for one in others["Items"]},
            }
        case _:
            text = (FILES / name).read_text(encoding="utf-8").split("location @")[0]
            return dict(
                re.findall(r'^    (?:add_header|Header always set) (\S+) "([^"]+)"(?: always;)?$', text, re.MULTILINE)
            )


@pytest.mark.parametrize(
    "name",
    ["nginx-locations.conf", "apache.conf", "web.config", "staticwebapp.config.json", "cloudfront-headers-policy.json"],
)
def test_every_file_sets_the_same_headers(name: str) -> None:
    headers = headers_of(name)

    assert headers.pop("Cache-Control", "private, max-age=900") == "private, max-age=900"
    assert headers == {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }


def test_iis_serves_feeds_and_pages_and_nothing_else() -> None:
    types = dict(
        zip(iis("staticContent/mimeMap", "fileExtension"), iis("staticContent/mimeMap", "mimeType"), strict=True)
    )
    filtering = "security/requestFiltering"

    assert types == {".ics": "text/calendar; charset=utf-8", ".html": "text/html; charset=utf-8"}
    assert iis("staticContent/remove", "fileExtension") == list(types)
    assert iis(f"{filtering}/fileExtensions", "allowUnlisted") == ["false"]
    assert iis(f"{filtering}/fileExtensions/add", "fileExtension") == [*types, "."]
    assert iis(f"{filtering}/denyUrlSequences/add", "sequence") == ["/."]
    assert iis(f"{filtering}/verbs/add", "verb") == ["GET", "HEAD"]
    assert iis("directoryBrowse", "enabled") == ["false"]
    assert iis("urlCompression", "doStaticCompression") == iis("urlCompression", "doDynamicCompression") == ["false"]
    assert iis("httpErrors/error", "statusCode") == ["404"]


def test_azure_serves_a_feed_as_a_calendar_and_no_record() -> None:
    config = loaded("staticwebapp.config.json")

    assert config["mimeTypes"] == {".ics": "text/calendar; charset=utf-8"}
    assert [route["statusCode"] for route in config["routes"] if fnmatch(f"/{RECORD}", route["route"])] == [404]
    assert config["responseOverrides"]["404"]["statusCode"] == 404


@pytest.mark.parametrize("name", ["s3-bucket-policy.json", "s3-bucket-policy-cloudfront.json"])
@pytest.mark.parametrize(
    ("key", "readable"),
    [
        (f"{TOKEN}/qa-kara-walne.ics", True),
        (f"{TOKEN}/index.html", True),
        (f"{TOKEN}/planner-2020-21.html", True),
        ("index.html", True),
        (RECORD, False),
        (f"{TOKEN}/.hidden", False),
        ("notes.txt", False),
    ],
)
def test_the_bucket_lets_the_site_be_read_and_nothing_else(name: str, key: str, readable: bool) -> None:
    allowed, denied = loaded(name)["Statement"]

    assert (allowed["Effect"], allowed["Action"]) == ("Allow", "s3:GetObject")
    assert any(fnmatchcase(f"{BUCKET}qa/{key}", pattern) for pattern in allowed["Resource"]) == readable
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_cloudfront_makes_the_usual_404_of_what_s3_says() -> None:
    said = loaded("cloudfront-error-responses.json")

    assert said["Quantity"] == len(said["Items"])
    assert [(one["ErrorCode"], one["ResponseCode"], one["ResponsePagePath"]) for one in said["Items"]] == [
        (403, "404", "/index.html")
    ]


def test_every_file_is_linked_and_every_host_says_whether_it_was_tried() -> None:
    assert {file.name for file in FILES.iterdir() if file.is_file()} == set(re.findall(r"\(hosting/([^)]+)\)", PAGE))
    assert {name: re.findall(r"^\*\*(Tried|Not tried)\*\*", SECTIONS[name], re.MULTILINE) for name in HOSTS} == {
        **{name: ["Not tried"] for name in HOSTS},
        **{name: ["Tried"] for name in ("nginx", "Apache")},
    }


def test_every_link_within_the_page_leads_to_a_heading() -> None:
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in SECTIONS}

    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_every_address_is_an_example() -> None:
    text = PAGE + "".join(file.read_text(encoding="utf-8") for file in FILES.iterdir() if file.is_file())

    hosts = set(re.findall(r"https://([\w.-]+)", text))

    owners = ("example.gov.uk", "qa-example-gov-uk.s3.eu-west-2.amazonaws.com", "storage.googleapis.com")
    assert {host for host in hosts if not host.endswith((*owners, "core.windows.net"))} == set()
