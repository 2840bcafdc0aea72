/// What a new repository's forge runs on each change.
enum InitWorkflows {
  static let files = [
    InitTemplates.File(path: ".github/workflows/allotment.yml", text: github),
    InitTemplates.File(path: ".forgejo/workflows/allotment.yml", text: forgejo),
    InitTemplates.File(path: ".gitea/workflows/allotment.yml", text: gitea),
    InitTemplates.File(path: ".gitlab-ci.yml", text: gitlab),
  ]

  /// What the executable needs on Debian 12.
  private static let libraries =
    "libgit2-1.5 libidn12 libidn2-0 libpsl5 libsqlite3-0 libyaml-0-2"

  /// The lines that put the executable in place, indented by so many spaces.
  private static func install(_ packages: String, indentation: Int) -> String {
    let lines = #"""
      export DEBIAN_FRONTEND=noninteractive
      apt-get update -q
      apt-get install -qy --no-install-recommends ca-certificates curl git \#(packages) \
        \#(libraries)
      if ! command -v allotment >/dev/null; then
        : "${ALLOTMENT_URL:?set it to the address of a build of allotment for Debian 12}"
        curl --fail --silent --show-error --location --proto '=https' \
          --output /tmp/allotment "$ALLOTMENT_URL"
        echo "${ALLOTMENT_SHA256:?set it to the sum of that build}  /tmp/allotment" |
          sha256sum --check --quiet
        install -m 0755 /tmp/allotment /usr/local/bin/allotment
      fi
      """#
    let margin = String(repeating: " ", count: indentation)
    return lines.split(separator: "\n").map { margin + $0 }.joined(separator: "\n")
  }

  private static let github = actions(
    "GitHub Actions", runner: "ubuntu-24.04", checkout: "actions/checkout@v4", packages: "jq")

  /// The image has no Node, which checkout is written for.
  private static let forgejo = actions(
    "Forgejo Actions", runner: "docker",
    checkout: "https://data.forgejo.org/actions/checkout@v4", packages: "jq nodejs")

  private static let gitea = actions(
    "Gitea Actions", runner: "ubuntu-latest", checkout: "actions/checkout@v4",
    packages: "jq nodejs")

  private static func actions(
    _ title: String, runner: String, checkout: String, packages: String
  ) -> String {
    #"""
    # \#(title): no change is merged that would fail live.
    # Variables: ALLOTMENT_URL and ALLOTMENT_SHA256, a build of allotment; ALLOTMENT_AGENT, the
    # address of the agent's status server, for plans. Secret: ALLOTMENT_AGENT_TOKEN, its token.
    name: allotment
    on:
      push:
        branches: [main]
      pull_request:
    permissions:
      contents: read
    env:
      ALLOTMENT_URL: ${{ vars.ALLOTMENT_URL }}
      ALLOTMENT_SHA256: ${{ vars.ALLOTMENT_SHA256 }}
    defaults:
      run:
        shell: bash
    jobs:
      validate:
        runs-on: \#(runner)
        container: debian:12
        timeout-minutes: 10
        steps:
          - name: Install allotment
            run: |
    \#(install(packages, indentation: 10))
          - uses: \#(checkout)
            with:
              persist-credentials: false
          - name: Validate
            run: allotment validate --format github
      plan:
        # Not for pull requests from elsewhere: they get no secrets.
        if: >-
          vars.ALLOTMENT_AGENT && github.event_name == 'pull_request' &&
          github.event.pull_request.head.repo.full_name == github.repository
        needs: validate
        runs-on: \#(runner)
        container: debian:12
        timeout-minutes: 10
        permissions:
          issues: write
          pull-requests: write
        steps:
          - name: Install allotment
            run: |
    \#(install(packages, indentation: 10))
          - name: Plan
            env:
              ALLOTMENT_AGENT: ${{ vars.ALLOTMENT_AGENT }}
              ALLOTMENT_AGENT_TOKEN: ${{ secrets.ALLOTMENT_AGENT_TOKEN }}
              HEAD: ${{ github.event.pull_request.head.sha }}
            run: |
              # 0 and 2 are plans; so are 3 and 4, which say what is wrong and what is held.
              code=0
              allotment plan --agent "$ALLOTMENT_AGENT" --revision "$HEAD" --format markdown \
                >plan.md || code=$?
              case $code in 0 | 2 | 3 | 4) ;; *) exit "$code" ;; esac
          - name: Comment
            env:
              TOKEN: ${{ github.token }}
              NUMBER: ${{ github.event.pull_request.number }}
            run: |
              # One comment, which is kept up to date.
              mark='<!-- allotment plan -->'
              jq --raw-input --slurp --arg mark "$mark" '{body: ($mark + "\n" + .)}' plan.md \
                >comment.json
              printf 'Authorization: token %s\nContent-Type: application/json\n' "$TOKEN" >header
              issues="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"
              api() {
                curl --fail --silent --show-error --output answer.json --header @header \
                  --data-binary @comment.json "$@"
              }
              api --request GET "$issues/$NUMBER/comments?per_page=100"
              old=$(jq --raw-output --arg mark "$mark" \
                'map(select(.body | startswith($mark))) | last | .id // empty' answer.json)
              if [ -z "$old" ] || ! api --request PATCH "$issues/comments/$old"; then
                api --request POST "$issues/$NUMBER/comments"
              fi

    """#
  }

  private static let gitlab = #"""
    # GitLab: no change is merged that would fail live.
    # Variables: ALLOTMENT_URL and ALLOTMENT_SHA256, a build of allotment; ALLOTMENT_AGENT, the
    # address of the agent's status server, and ALLOTMENT_AGENT_TOKEN (masked) for plans;
    # GITLAB_TOKEN (masked), a project access token that may write notes, for comments.
    workflow:
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

    default:
      image: debian:12
      timeout: 10 minutes
      before_script:
        - |
    \#(install("jq", indentation: 6))

    validate:
      stage: test
      script:
        - |
          code=0
          allotment validate --format junit >allotment.xml || code=$?
          allotment validate || true
          exit "$code"
      artifacts:
        when: always
        reports:
          junit: allotment.xml

    plan:
      stage: deploy
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $ALLOTMENT_AGENT && $ALLOTMENT_AGENT_TOKEN
      script:
        - |
          code=0
          allotment plan --agent "$ALLOTMENT_AGENT" --revision "${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}" \
            --format markdown >plan.md || code=$?
          case $code in 0 | 2 | 3 | 4) ;; *) exit "$code" ;; esac
          cat plan.md
          if [ -n "${GITLAB_TOKEN:-}" ]; then
            jq --raw-input --slurp '{body: .}' plan.md >comment.json
            printf 'PRIVATE-TOKEN: %s\n' "$GITLAB_TOKEN" >header
            curl --fail --silent --show-error --output /dev/null --header @header \
              --header 'Content-Type: application/json' --data-binary @comment.json \
              "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
          fi

    """#
}
