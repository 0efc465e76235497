"""Where a webhook may be."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.addresses import OutOfReach, Reach, judge

OPEN = ("93.184.215.14", "193.10.252.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:801::1")
INSIDE = (
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "::ffff:10.0.0.1",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "2001:db8::1",
)
NEVER = ("0.0.0.0", "::", "224.0.0.1", "239.255.255.255", "ff02::1", "::ffff:224.0.0.1", "::ffff:0.0.0.0")


@pytest.mark.parametrize("address", OPEN)
def test_the_open_internet_may_be_reached(address: str) -> None:
    judge(ipaddress.ip_address(address), Reach.PUBLIC)


@pytest.mark.parametrize("address", [*INSIDE, *NEVER])
def test_what_lies_inside_may_not(address: str) -> None:
    with pytest.raises(OutOfReach) as found:
        judge(ipaddress.ip_address(address), Reach.PUBLIC)
    assert found.value.code == "private_address"


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_may_when_the_register_lists_it(address: str) -> None:
    judge(ipaddress.ip_address(address), Reach.LISTED)


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("reach", Reach)
def test_what_is_nobody_or_everybody_may_never(address: str, reach: Reach) -> None:
    with pytest.raises(OutOfReach):
        judge(ipaddress.ip_address(address), reach)


@pytest.mark.parametrize("address", ["10.0.0.1", "93.184.215.14", "fe80::1"])
def test_what_is_not_encrypted_stays_on_this_machine(address: str) -> None:
    judge(ipaddress.ip_address("127.0.0.1"), Reach.LOOPBACK)
    with pytest.raises(OutOfReach) as found:
        judge(ipaddress.ip_address(address), Reach.LOOPBACK)
    assert found.value.code == "not_https"


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_however_it_is_written(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    translated = ipaddress.IPv6Address((0x64FF9B << 96) | number)
    sixto4 = ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)
    for one in (mapped, translated, sixto4):
        for reach in Reach:
            assert _may(one, reach) is _may(address, reach)


def _may(address: ipaddress.IPv4Address | ipaddress.IPv6Address, reach: Reach) -> bool:
    try:
        judge(address, reach)
    except OutOfReach:
        return False
    return True
