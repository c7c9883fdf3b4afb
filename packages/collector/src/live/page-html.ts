/** The live view's page. Script and style are files of their own, so that a strict policy holds. */
export const LIVE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Live events · Endcap</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="live.css">
<script src="live.js" defer></script>
</head>
<body>
<header>
  <h1>Live events</h1>
  <p id="state" role="status">Connecting…</p>
  <button id="pause" type="button" aria-pressed="false">Pause</button>
  <button id="clear" type="button">Clear</button>
</header>
<form id="login" hidden>
  <label for="token">Admin token</label>
  <input id="token" type="password" autocomplete="off" required>
  <button>Open</button>
</form>
<ul id="counts" aria-label="Events by type"></ul>
<main>
  <table>
    <thead><tr><th>Time</th><th>Event</th><th>Items</th><th>Placement</th><th>Visitor</th><th>Page</th></tr></thead>
    <tbody id="rows"></tbody>
  </table>
  <p id="empty">Nothing yet. Open the shop in another window: what happens there appears here.</p>
</main>
</body>
</html>
`
