-- The file of a vhost: what makes it come back after a restart of Prosody.
-- Written to a temporary file, flushed to the disk, renamed, and the folder flushed. Lua has no
-- fsync and Prosody's own libraries have none either, so sync(1) of coreutils does it; the path
-- goes by the environment and never through the shell's parser.

local common = use "common"
local registry = use "registry"
local stores = use "stores"
local idna = require "util.encodings".idna
local json = require "util.json"
local pposix = require "util.pposix"
local lfs = require "lfs"

local hostfile = {}

local function directory()
  local found = registry.loader and registry.loader.directory
  if not found then
    common.fail("storage", "prosody.cfg.lua does not name the directory of the vhosts' files")
  end
  return found
end

local function flush(path)
  pposix.setenv("ALLOTMENT_FLUSH", path)
  local ok = os.execute('exec sync -- "$ALLOTMENT_FLUSH"')
  if not ok then common.fail("storage", "%s could not be flushed to the disk", path) end
end

local function name(host) return idna.to_ascii(host)..".json" end

-- The record in a host's file and its text; nil and what is wrong; nil alone if there is no file.
function hostfile.read(host)
  local loader = registry.loader
  if not loader or not loader.directory then return nil end
  return loader.read(loader.directory, name(host))
end

-- What is wrong with the directory of the vhosts' files since Prosody was started; nil when it was
-- read, and when it was to be made yet.
function hostfile.unread()
  local loader = registry.loader
  if not loader or not loader.directory then
    return "prosody.cfg.lua does not name the directory of the vhosts' files"
  end
  if not loader.unread or loader.missing and not stores.has_vhosts() then return nil end
  return ("the directory of the vhosts' files, %s, %s: mend it and restart Prosody; if it is lost, "
    .."put an empty one there, and the vhosts are made again with their data")
    :format(loader.directory, loader.unread)
end

-- Why nobody can say what a vhost that is none of ours is, or that it is not there: it has a file
-- that was not read at start. Prosody has to be restarted when that was mended.
function hostfile.doubt(host)
  local loader = registry.loader
  local record, wrong
  if not loader or not loader.unread or loader.missing then record, wrong = hostfile.read(host) end
  if wrong then
    return ("%s was skipped: it %s. Mend it, or remove it, and restart Prosody")
      :format(name(host), wrong)
  end
  if record then return name(host).." is there and was not read at start: restart Prosody" end
  if rawget(prosody.hosts, host) and not stores.has_lists(host) then return nil end
  return hostfile.unread()
end

local function write_temporary(path, text)
  os.remove(path)
  local mask = pposix.umask("027")
  local handle, message = io.open(path, "wb")
  pposix.umask(mask)
  if not handle then return nil, message end
  local ok, reason = handle:write(text)
  local closed, late = handle:close()
  if ok and closed then return true end
  return nil, reason or late
end

function hostfile.write(record)
  local folder = directory()
  if not lfs.attributes(folder, "mode") then
    local mask = pposix.umask("027")
    lfs.mkdir(folder)
    pposix.umask(mask)
  end
  local path = folder.."/"..name(record.host)
  local temporary = folder.."/."..name(record.host)..".tmp"
  local ok, message = write_temporary(temporary, json.encode_ordered(record).."\n")
  if ok then
    flush(temporary)
    ok, message = os.rename(temporary, path)
  end
  if not ok then
    os.remove(temporary)
    common.fail("storage", "the vhost's file cannot be written: %s", tostring(message))
  end
  flush(folder)
end

-- Whether a file was there.
function hostfile.remove(host)
  local folder = directory()
  local path = folder.."/"..name(host)
  if not lfs.symlinkattributes(path, "mode") then return false end
  local ok, message = os.remove(path)
  if not ok then
    common.fail("storage", "the vhost's file cannot be removed: %s", tostring(message))
  end
  flush(folder)
  return true
end

-- Changes when the file does.
function hostfile.stamp(host)
  local loader = registry.loader
  if not loader or not loader.directory then return "none", 0 end
  local found = lfs.attributes(loader.directory.."/"..name(host))
  if not found then return "none", 0 end
  local stamp = ("%d:%d:%d"):format(found.ino, found.modification, found.size)
  return stamp, found.modification
end

return hostfile
