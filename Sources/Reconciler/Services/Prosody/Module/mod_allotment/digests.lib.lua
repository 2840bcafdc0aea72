-- digests: one value for each vhost that changes when its `read` would (but for lastLogin).
-- A digest is kept while nothing that can be seen cheaply has changed: the count of changes made
-- through Prosody, the vhost's file, and the times of the folders of its stores, where internal
-- storage renames a file with every write. Times have whole seconds, so a digest of something
-- younger than two is not kept. A file rewritten in place is seen by a cold read only.

local common = use "common"
local registry = use "registry"
local storage = use "storage"
local stores = use "stores"
local hostfile = use "hostfile"
local read = use "read"
local slices = use "slices"
local array = require "util.array"
local json = require "util.json"
local sha256 = require "util.hashes".sha256
local lfs = require "lfs"

local cold_limit = 50
local settling = 2   -- seconds
local kept = {}      -- [host] = { stamp, digest }

local function stamp(host)
  local file, newest = hostfile.stamp(host)
  local parts = { storage.generation(host), file, registry.is_ours(host) and "ours" or "foreign" }
  local folder = stores.folder(host)
  local rooms = stores.folder(registry.conference(host))
  local marks = stores.values_folder(host, storage.accounts_store)
  local paths = { folder, folder.."/accounts", marks, rooms, rooms and rooms.."/config" }
  for _, path in ipairs(paths) do
    local time = lfs.attributes(path, "modification") or 0
    parts[#parts + 1] = time
    if time > newest then newest = time end
  end
  return table.concat(parts, ":"), newest
end

local function compute(host, cold)
  local mark, newest = stamp(host)
  local digest = sha256(json.encode_ordered(read.describe(host, cold)), true):sub(1, 32)
  local quiet = os.time() - newest >= settling
  kept[host] = quiet and stamp(host) == mark and { stamp = mark, digest = digest } or nil
  return digest
end

local function wanted(operation)
  if common.given(operation, "hosts") ~= nil then
    local names = common.list(operation, "hosts", 10000)
    for _, name in ipairs(names) do common.host_name({ host = name }) end
    return names
  end
  local names = {}
  for name in pairs(prosody.hosts) do
    if registry.vhost(name) then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local digests = {}

function digests.digests(operation)
  local cold = common.flag(operation, "cold", false)
  local result = { digests = {}, pending = array(), foreign = array(), failed = {} }
  local computed = 0
  for _, host in ipairs(wanted(operation)) do
    local sure, problem = pcall(read.check, host)
    if not sure then
      if not common.is_failure(problem) then error(problem, 0) end
      result.failed[host] = { code = problem.code, message = problem.message }
    elseif registry.vhost(host) then
      if not registry.is_ours(host) then result.foreign:push(host) end
      local known = not cold and kept[host]
      if known and known.stamp == stamp(host) then
        result.digests[host] = known.digest
      elseif computed >= cold_limit then
        result.pending:push(host)
      else
        computed = computed + 1
        local ok, digest = pcall(compute, host, cold)
        if ok then
          result.digests[host] = digest
        elseif common.is_failure(digest) then
          result.failed[host] = { code = digest.code, message = digest.message }
        else
          error(digest, 0)
        end
        slices.breathe()
      end
    end
  end
  return result
end

-- Whose vhosts of ours are, by their marks; of all vhosts without `hosts`.
function digests.owners(operation)
  local clubs = {}
  for _, host in ipairs(wanted(operation)) do
    local record = registry.vhost(host) and registry.records[host]
    if record then clubs[host] = record.club end
  end
  return { clubs = clubs }
end

function digests.forget(host) kept[host] = nil end

return digests
