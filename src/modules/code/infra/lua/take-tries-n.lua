-- Takes tries of codes, the same as takeTry in domain/tries.ts.
-- KEYS[2i-1] {code-tries}:user:U      hash: wrong, since, flying, flown_at, locks, locked_until
-- KEYS[2i]   {code-tries}:address:A   the same, but for flying
-- ARGV: now, wrong tries that lock a user out, within, flight, crowded; times in milliseconds
-- Returns one number per pair, with blanks between them: 0, or how many milliseconds to wait.
local now, limit, within = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local flight, crowded = tonumber(ARGV[4]), tonumber(ARGV[5])
local answers = {}
for i = 1, #KEYS / 2 do
  local user = redis.call('HMGET', KEYS[2 * i - 1], 'wrong', 'flying', 'flown_at', 'locked_until', 'since')
  local until_user = tonumber(user[4] or 0)
  local until_address = tonumber(redis.call('HGET', KEYS[2 * i], 'locked_until') or 0)
  local flying = tonumber(user[2] or 0)
  local wrong = tonumber(user[1] or 0)
  if tonumber(user[5] or 0) + within < now then
    wrong = 0
  end
  if tonumber(user[3] or 0) + flight < now then
    flying = 0
  end
  local wait = math.max(until_user, until_address) - now
  if wait > 0 then
    answers[i] = wait
  elseif wrong + flying >= limit then
    answers[i] = crowded
  else
    redis.call('HSET', KEYS[2 * i - 1], 'flying', flying + 1, 'flown_at', string.format('%.0f', now))
    if redis.call('PTTL', KEYS[2 * i - 1]) < flight then
      redis.call('PEXPIRE', KEYS[2 * i - 1], flight)
    end
    answers[i] = 0
  end
end
return table.concat(answers, ' ')
