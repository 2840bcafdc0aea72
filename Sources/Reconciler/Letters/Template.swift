/// The letter in Mustache: `{{value}}` escapes.
let letterTemplate = """
  <!DOCTYPE html>
  <html lang="{{language}}">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="referrer" content="no-referrer">
  <title>{{club}}: your invitation</title>
  <style>
  body { font: 17px/1.5 Georgia, serif; max-width: 36em; margin: 3em auto; padding: 0 1.5em;
    color: #222; }
  h1 { font-size: 1.5em; }
  .address, .link { font: 1.05em/1.4 ui-monospace, monospace; background: #f3f1ea;
    padding: .6em .8em; border-radius: .3em; overflow-wrap: anywhere; }
  li { margin: .8em 0; }
  aside { border-left: .25em solid #7a9a5b; padding: .1em 1em; margin: 2em 0; }
  footer { color: #555; font-size: .9em; margin-top: 3em; }
  @media print { body { margin: 0; } .link, .address { border: 1px solid #999; } }
  </style>
  </head>
  <body>
  <h1>Dear {{member}},</h1>
  <p>{{club}} has a place of its own to talk now, without a big company in between. This is your
  invitation. Your address is</p>
  <p class="address">{{address}}</p>
  {{^firstPassword}}
  <ol>
  <li><strong>Open this page</strong> and choose a password of at least ten characters. Nobody else
  will know it.
  <p class="link"><a href="{{link}}" rel="noreferrer">{{link}}</a></p></li>
  <li><strong>Install a chat program</strong>: Conversations or Monal on a telephone, Gajim or Dino
  on a computer. On a telephone that has one already,
  <a href="{{uri}}">this link</a> opens it.</li>
  <li><strong>Sign in</strong> with the address above and your password. The club's people and
  rooms are there already.</li>
  </ol>
  {{/firstPassword}}
  {{#firstPassword}}
  <p>and your first password is</p>
  <p class="link">{{.}}</p>
  <ol>
  <li><strong>Install a chat program</strong>: Conversations or Monal on a telephone, Gajim or Dino
  on a computer.</li>
  <li><strong>Sign in</strong> with the address and the password above. The club's people and rooms
  are there already.</li>
  <li><strong>Change the password at once</strong>, in the account's settings, to one of at least
  ten characters: whoever made this letter knows the first one, and nobody else should know
  yours.</li>
  </ol>
  {{/firstPassword}}
  {{#hasNoDevice}}
  <aside><p><strong>No telephone, no computer?</strong> Somebody of the club will gladly read along
  for you, or sit down with you at the computer in the library: bring this letter. Nothing is lost
  if you leave it for later.</p></aside>
  {{/hasNoDevice}}
  {{^firstPassword}}
  <p>The page works until {{validUntil}}, and once. Keep this letter to yourself: whoever opens the
  page first chooses the password.</p>
  {{/firstPassword}}
  {{#firstPassword}}
  <p>Keep this letter to yourself, and destroy it when the password is changed.</p>
  {{/firstPassword}}
  <footer>{{#help}}Questions? Ask {{.}}.{{/help}}</footer>
  </body>
  </html>

  """
