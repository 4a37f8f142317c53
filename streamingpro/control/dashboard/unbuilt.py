"""Pure: what a browser is shown in a checkout whose dashboard was not built."""

PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>StreamingPro: the dashboard is not built</title>
<h1>The dashboard is not built</h1>
<p>StreamingPro runs, and its API works; only the pages are missing. Build them with
<code>make web</code> (Node.js 20 is needed), then load this page again.</p>
<p>For programs: <a href="/api/openapi.json">the description of the API</a>.</p>
</html>
"""
