"""The embedded media server: asyncio shells around the pure protocol code."""
