-- Long work in slices, so that Prosody, which has one thread, goes on with chatting meanwhile.

local now = require "util.time".now

local slices = {}
local length = 0.05  -- seconds of work before other connections get their turn
local current        -- the work that is being done, if any

local function resume(work)
  current, work.since = work, now()
  local ok, problem = coroutine.resume(work.thread)
  current = nil
  if coroutine.status(work.thread) == "suspended" then
    module:add_timer(0, function () resume(work) end)
    return
  end
  work.done(ok, problem)
end

-- Runs `body`, then calls `done(ok, problem)`, both perhaps only later.
function slices.run(body, done)
  resume({ thread = coroutine.create(body), done = done })
end

-- Called between steps that leave everything in order: others may act before it returns.
function slices.breathe()
  if current and coroutine.running() == current.thread and now() - current.since >= length then
    coroutine.yield()
  end
end

return slices
