/// The pages that the web server itself shows. They name no host, club or person.
enum Pages {
  static let unknown = page(
    "There is no site here",
    "No site is known under this address. Perhaps it is misspelt, or it has moved.")
  static let suspended = page(
    "This site is closed for now",
    "Its pages are kept, and will be back when it opens again. Please come again another day.")
  static let missing = page(
    "There is no such page",
    "The site is here, but this page is not. <a href=\"/\">Its front page</a> may lead to it.")
  static let failed = page(
    "This did not work", "The server could not answer. Please try again a little later.")

  private static func page(_ title: String, _ text: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>\(title)</title>
    <style>\(style)</style>
    </head>
    <body>
    <main>
    <h1>\(title)</h1>
    <p>\(text)</p>
    </main>
    </body>
    </html>

    """
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { margin: 0; min-height: 100vh; display: grid; place-items: center;
      font: 1.1rem/1.6 system-ui, sans-serif; color: #26352b; background: #f4f6f1; }
    main { max-width: 32rem; margin: 2rem; padding: 2rem 2.5rem; background: #fff;
      border-top: .35rem solid #5b8c5a; border-radius: .4rem; }
    h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
    p { margin: 0; }
    @media (prefers-color-scheme: dark) {
      body { color: #dfe8e0; background: #161c18; }
      main { background: #202823; }
      a { color: #9ccf9a; }
    }
    """
}

/// Templates of redirects. All text in them is ours; the target comes from a file whose content
/// is percent-encoded and so holds no brace, and the rest from the request's URI.
enum RedirectTemplate {
  /// The same path at another host of ours, with the scheme and port that were asked for.
  static let alias = located(
    #"{{$to := include (placeholder "http.matchers.file.relative")}}"#
      + #"{{$url := print (placeholder "http.request.scheme") "://" $to}}"#
      + #"{{with placeholder "http.request.port"}}{{$url = print $url ":" .}}{{end}}"#
      + #"{{$url = print $url .OriginalReq.URL.RequestURI}}"#)

  /// The same path below a URL that ends in a slash.
  static let moved = located(
    #"{{$to := include (placeholder "http.matchers.file.relative")}}"#
      + #"{{$url := print (trimSuffix "/" $to) .OriginalReq.URL.RequestURI}}"#)

  /// The target as it stands.
  static let page = located(
    #"{{$url := include (placeholder "http.matchers.file.relative")}}"#)

  /// The target, with the query that was asked for unless it has its own.
  static let path = located(
    #"{{$url := include (placeholder "http.matchers.file.relative")}}"#
      + #"{{$query := .OriginalReq.URL.RawQuery}}"#
      + ##"{{if and $query (not (contains "?" $url)) (not (contains "#" $url))}}"##
      + #"{{$url = print $url "?" $query}}{{end}}"#)

  /// The same host in its one right form: lower case, no final dot.
  static let canonical = located(
    #"{{$url := print (placeholder "http.request.scheme") "://""#
      + #" (trimSuffix "." (lower (placeholder "http.request.host")))}}"#
      + #"{{with placeholder "http.request.port"}}{{$url = print $url ":" .}}{{end}}"#
      + #"{{$url = print $url .OriginalReq.URL.RequestURI}}"#)

  private static func located(_ computation: String) -> String {
    computation + #"{{.RespHeader.Set "Location" $url}}"#
      + #"<!DOCTYPE html><title>Moved</title><p>This page is <a href="{{html $url}}">here</a>."#
      + "\n"
  }
}
