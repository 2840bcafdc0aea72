#!/usr/bin/env escript
%% What ejabberd makes of names, by its own libraries: lines "L <hex>" (local part) or "D <hex>"
%% (domain) in, a line each out: hexadecimal, "-" for what it refuses. Domains: U-labels, A-labels.

main([]) ->
    {ok, _} = application:ensure_all_started(stringprep),
    ok = io:setopts(standard_io, [binary, {encoding, latin1}]),
    each_line().

each_line() ->
    case io:get_line("") of
        eof ->
            ok;
        <<Kind, " ", Digits/binary>> ->
            Name = binary:decode_hex(string:trim(Digits)),
            io:put_chars([answer(Kind, Name), $\n]),
            each_line()
    end.

answer($L, Name) ->
    written(same(jid:nodeprep(Name), made(jid:make(Name, <<"a.example">>))));
answer($D, Name) ->
    Host = jid:nameprep(Name),
    [written(Host), " ", written(ascii(Host))].

made(error) -> error;
made(Jid) -> element(1, jid:tolower(Jid)).

same(Name, Name) -> Name;
same(_, _) -> error.

%% As for TLS and for other servers.
ascii(error) ->
    error;
ascii(Host) ->
    try list_to_binary(idna:utf8_to_ascii(Host)) catch _:_ -> error end.

written(error) -> "-";
written(Name) -> string:lowercase(binary:encode_hex(Name)).
