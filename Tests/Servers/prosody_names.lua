-- What Prosody makes of names, by its own libraries: lines "L <hex>" (local part) or "D <hex>"
-- (domain) in, a line each out: hexadecimal, "-" for what it refuses. Domains: U-labels, A-labels.
package.path = "/usr/lib/prosody/?.lua;" .. package.path;
package.cpath = "/usr/lib/prosody/?.so;" .. package.cpath;

local encodings = require "util.encodings";
local hex = require "util.hex";
local jid = require "util.jid";
local prep = encodings.stringprep;

local function written(text)
	return text and hex.encode(text) or "-";
end

-- Login is strict about code points unknown to Unicode 3.2, a stanza's address is not.
local function same(strict, lax)
	return strict == lax and strict or nil;
end

for line in io.lines() do
	local kind, digits = line:match("^(%a) (%x*)$");
	local name = hex.decode(digits);
	if kind == "L" then
		local address = jid.prep(name .. "@a.example");
		local node = address and jid.node(address);
		print(written(same(prep.nodeprep(name, true), node)));
	else
		local host = same(prep.nameprep(name, true), jid.prep(name));
		print(written(host) .. " " .. written(host and encodings.idna.to_ascii(host)));
	end
end
