"""The two private servers and the agent."""

import dataclasses
import json

import layout
import ports
import processes
import tell
import tools
import wait


@dataclasses.dataclass
class Ports:
    chat: int  # XMPP clients
    join: int  # Prosody's page for invitations, which the clubs' sites lead to
    web: int  # the clubs' sites
    agent: int  # the status page


def choose_ports():
    return Ports(chat=ports.free(15222), join=ports.free(15280), web=ports.free(18080),
                 agent=ports.free(18420))


def write_agent_file(chosen):
    text = json.dumps  # a JSON string is a YAML string, whatever stands in the path
    lines = [
        f"# Made by `make {layout.NAME}`. With it, every command works on these clubs:",
        f"#   .build/debug/allotment status --config .{layout.NAME}/agent.yaml",
        "apiVersion: allotment/v1",
        "kind: Agent",
        "repository:",
        f"  url: {text(str(layout.CLUBS))}",
        "  branch: main",
        "  interval: 1s",
        f"dataDirectory: {text(str(layout.DATA))}",
        f"controlSocket: {text(str(layout.CONTROL_SOCKET))}",
        f"listen: 127.0.0.1:{chosen.agent}",
        "sweep: 10s",
        "services:",
        "  prosody:",
        "    type: prosody",
        f"    socket: {text(str(layout.PROSODY_SOCKET))}",
        f"    hostsDirectory: {text(str(layout.PROSODY / 'hosts'))}",
        "  caddy:",
        "    type: caddy",
        f"    root: {text(str(layout.WEB))}",
    ]
    layout.CONFIG.write_text("\n".join(lines) + "\n", encoding="utf-8")
    layout.CONFIG.chmod(0o600)


def _start(name, arguments, ready, seconds=30):
    log = processes.start(name, arguments)

    def answers():
        if not processes.alive(name):
            tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
            raise SystemExit(f"{layout.NAME}: {name} ended at once:\n" + "\n".join(tail))
        return ready()
    came, _, why = wait.until(answers, seconds)
    if not came:
        raise SystemExit(f"{layout.NAME}: {name} does not answer: {why}. See {layout.shown(log)}")


def start_prosody(chosen, seconds=30):
    tools.must([layout.PROGRAM, "install", "prosody-module", layout.MODULES,
                "--socket", layout.PROSODY_SOCKET, "--hosts-directory", layout.PROSODY / "hosts"])
    _start("prosody", [
        "python3", layout.SERVERS / "prosody.py", "--directory", layout.PROSODY,
        "--modules", layout.MODULES, "--socket", layout.PROSODY_SOCKET,
        "--c2s-port", chosen.chat, "--http-port", chosen.join,
        "--invite-url", f"http://{{host}}:{chosen.web}/join/{{token}}",
    ], lambda: layout.PROSODY_SOCKET.is_socket() and ports.answers(chosen.chat), seconds)


def start_caddy(chosen):
    tools.must([layout.PROGRAM, "install", "caddy-config", layout.CADDY, "--root", layout.WEB,
                "--listen", f"127.0.0.1:{chosen.web}",
                "--join-upstream", f"127.0.0.1:{chosen.join}"])
    _start("caddy", [
        "python3", layout.SERVERS / "caddy.py", "--directory", layout.CADDY,
        "--config", layout.CADDY / "caddy.json",
    ], lambda: ports.answers(chosen.web))


def start_agent(chosen):
    tell.command(layout.shown(layout.PROGRAM), "agent", "--config", layout.shown(layout.CONFIG))
    _start("agent", [layout.PROGRAM, "agent", "--config", layout.CONFIG],
           lambda: ports.answers(chosen.agent))
