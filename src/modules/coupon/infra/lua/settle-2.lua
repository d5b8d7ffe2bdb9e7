-- Tells the gate what became of one group of claims, after their commit.
-- KEYS[1] batch_id:{B}:user_id  set of users at their limit
-- KEYS[2] batch_id:{B}:stock    hash: left, pending, limit, version
-- ARGV[1] how many admitted claims are pending no longer
-- ARGV[2] correction of left: admissions that took no stock (up), coupons that were never admitted (down)
-- ARGV[3] version of the terms under which the users are at their limit
-- ARGV[4..] these users, at most 1,000
-- Returns nothing. Under other terms, or without a gate, nobody is remembered: the unique key catches them.
local gate = redis.call('HMGET', KEYS[2], 'left', 'version')
if not gate[1] then
  return nil
end
if gate[1] ~= 'unlimited' then
  redis.call('HINCRBY', KEYS[2], 'left', ARGV[2])
  if redis.call('HINCRBY', KEYS[2], 'pending', -tonumber(ARGV[1])) < 0 then
    redis.call('HSET', KEYS[2], 'pending', 0)
  end
end
if #ARGV > 3 and gate[2] == ARGV[3] then
  redis.call('SADD', KEYS[1], unpack(ARGV, 4))
  if redis.call('TTL', KEYS[1]) < 0 then
    redis.call('EXPIRE', KEYS[1], redis.call('TTL', KEYS[2]))
  end
end
return nil
