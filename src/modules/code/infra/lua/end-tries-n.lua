-- Tries of codes are over, the same as endTry in domain/tries.ts.
-- KEYS as those of take-tries
-- ARGV[1..4] now, first lock, longest lock, keep; times in milliseconds
-- ARGV[5..8] wrong tries that lock a user out, within; the same of an address
-- ARGV[8+i] 1 when the i-th was wrong
-- Returns nothing.
local now, keep = tonumber(ARGV[1]), tonumber(ARGV[4])
local first_lock, longest_lock = tonumber(ARGV[2]), tonumber(ARGV[3])
local function count_wrong(key, limit, within)
  local state = redis.call('HMGET', key, 'wrong', 'since')
  local wrong = tonumber(state[1] or 0)
  if wrong == 0 or tonumber(state[2] or 0) + within < now then
    wrong = 0
    redis.call('HSET', key, 'since', string.format('%.0f', now))
  end
  wrong = wrong + 1
  redis.call('HSET', key, 'wrong', wrong)
  local life = keep
  if wrong >= limit then
    local locks = tonumber(redis.call('HGET', key, 'locks') or 0)
    local lock = math.min(longest_lock, first_lock * 2 ^ math.min(locks, 20))
    redis.call('HSET', key, 'wrong', 0, 'locks', locks + 1, 'locked_until', string.format('%.0f', now + lock))
    life = keep + lock
  end
  redis.call('PEXPIRE', key, string.format('%.0f', life))
end
for i = 1, #KEYS / 2 do
  local user, address = KEYS[2 * i - 1], KEYS[2 * i]
  if ARGV[8 + i] == '1' then
    if redis.call('HINCRBY', user, 'flying', -1) < 0 then
      redis.call('HSET', user, 'flying', 0)
    end
    count_wrong(user, tonumber(ARGV[5]), tonumber(ARGV[6]))
    count_wrong(address, tonumber(ARGV[7]), tonumber(ARGV[8]))
  else
    local state = redis.call('HMGET', user, 'flying', 'wrong', 'locks')
    local flying = tonumber(state[1] or 0)
    if flying <= 1 and not state[2] and not state[3] then
      redis.call('DEL', user)
    elseif flying > 0 then
      redis.call('HSET', user, 'flying', flying - 1)
    end
  end
end
return nil
