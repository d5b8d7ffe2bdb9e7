-- Counts a wrong try of a user, or an address, the same as countWrong in domain/tries.ts.
-- KEYS[1] {code-tries}:WHO       hash: wrong, since, locks
-- KEYS[2] {code-tries}:WHO:lock  locked until; it lives for as long
-- ARGV: now, wrong tries that lock out, within, first lock, longest lock, keep; times in milliseconds
-- Returns 1, or 0 when the lockout came first.
local now, limit, within = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if tonumber(redis.call('GET', KEYS[2]) or 0) > now then
  return 0
end
local state = redis.call('HMGET', KEYS[1], 'wrong', 'since', 'locks')
local wrong = tonumber(state[1] or 0)
if wrong == 0 or tonumber(state[2] or 0) + within < now then
  wrong = 0
  redis.call('HSET', KEYS[1], 'since', ARGV[1])
end
wrong = wrong + 1
local life = tonumber(ARGV[6])
if wrong >= limit then
  local locks = tonumber(state[3] or 0)
  local lock = math.min(tonumber(ARGV[5]), tonumber(ARGV[4]) * 2 ^ math.min(locks, 20))
  redis.call('SET', KEYS[2], string.format('%.0f', now + lock), 'PX', string.format('%.0f', lock))
  redis.call('HSET', KEYS[1], 'locks', locks + 1)
  life = life + lock
  wrong = 0
end
redis.call('HSET', KEYS[1], 'wrong', wrong)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', life))
return 1
