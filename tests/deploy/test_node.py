"""MediaMTX takes the node's configuration, and lets nobody in but the control plane."""

from pathlib import Path

from tests.deploy.nodes import API_USER, DeployedNode, deployed


async def test_the_api_refuses_strangers(tmp_path: Path) -> None:
    async with deployed(tmp_path, "Media 1") as node:
        assert await node.status() == 401
        assert await node.status((API_USER, node.password)) == 200
        assert await node.status((API_USER, "")) == 401
        assert await node.status((API_USER, f"{node.password}x")) == 401


async def test_without_a_password_nobody_gets_in(tmp_path: Path) -> None:
    node = DeployedNode(tmp_path, "Media 1")
    node.with_password = False
    await node.start()
    try:
        assert await node.status((API_USER, "")) == 401
        assert await node.status((API_USER, node.password)) == 401
    finally:
        await node.process.stop()
