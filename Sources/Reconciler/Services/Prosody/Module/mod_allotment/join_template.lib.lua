-- What the page at /join/TOKEN looks like. {name} is escaped, {name&…} is shown if there is a
-- name, {name#…} for each of them (util.interpolation).

local style = [[
:root { color-scheme: light dark; --ink: #1f2a24; --paper: #fbfaf6; --leaf: #2f6b3f;
  --line: #c9d2c7; --warn: #9b2c1d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ece6; --paper: #18201b; --leaf: #7cc08d; --line: #3b473f; --warn: #f09a8c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
.club { color: var(--leaf); font-weight: 600; margin: 0 0 .5rem; }
.address { display: block; padding: .75rem 1rem; margin: 1rem 0; border: 1px solid var(--line);
  border-radius: .5rem; font-weight: 600; overflow-wrap: anywhere; }
.mistake { border-left: .3rem solid var(--warn); padding: .25rem 0 .25rem .9rem;
  color: var(--warn); font-weight: 600; }
label { display: block; margin: 1.25rem 0 .35rem; font-weight: 600; }
input { width: 100%; font: inherit; padding: .7rem .8rem; border: 1px solid var(--line);
  border-radius: .5rem; background: transparent; color: inherit; }
button { margin-top: 1.75rem; width: 100%; font: inherit; font-weight: 600; padding: .8rem;
  border: 0; border-radius: .5rem; background: var(--leaf); color: var(--paper); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: .2rem solid var(--leaf);
  outline-offset: .15rem; }
li { margin: .6rem 0; }
a { color: var(--leaf); }
]]

local page = [[
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{heading} · {club}</title>
<style>{style!}</style>
</head>
<body>
<main>
<p class="club">{club}</p>
<h1>{heading}</h1>
{notice&<p>{notice}</p>}{form&<p>This is your address. It stays yours:</p>
<span class="address">{address}</span>
{mistake&<p class="mistake" role="alert" id="mistake">{mistake}</p>}
<form method="post" autocomplete="on">
<input type="hidden" name="username" value="{address}" autocomplete="username">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required
 minlength="10" maxlength="200" aria-describedby="hint">
<label for="again">The same password again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required
 minlength="10" maxlength="200">
<p id="hint">At least 10 characters. Three or four words that only you would put together are
easy to remember and hard to guess.</p>
<button type="submit">Save the password</button>
</form>}{done&<p>This is your address:</p>
<span class="address">{address}</span>
<p>Three steps, and you are there:</p>
<ol>
<li>Install a chat program on your phone or computer, one of those below.</li>
<li>Say that you have an account already. Type your address and the password that you just
chose.</li>
<li>Open the contacts: the others of your club are there. Say hello.</li>
</ol>
<p>Programs that work well:</p>
<ul>{clients#
<li>{item.on}: <a href="{item.link}" rel="noreferrer noopener">{item.name}</a></li>}
</ul>
<p>You can close this page. The link that brought you here does not work any more.</p>}
</main>
</body>
</html>
]]

local clients = {
  { on = "Android", name = "Conversations", link = "https://conversations.im/" },
  { on = "iPhone, iPad and Mac", name = "Monal", link = "https://monal-im.org/" },
  { on = "Windows and Linux", name = "Gajim", link = "https://gajim.org/" },
  { on = "Linux", name = "Dino", link = "https://dino.im/" },
}

return { style = style, page = page, clients = clients }
