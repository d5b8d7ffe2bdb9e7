-- Tells the gate what became of one group of claims, after their commit.
-- KEYS[1] batch_id:{B}:user_id  set of users at their limit
-- KEYS[2] batch_id:{B}:stock    hash: left, pending, limit, version, epoch
-- ARGV[1] how many admitted claims are pending no longer
-- ARGV[2] correction of left: admissions that took no stock (up), coupons that were never admitted (down)
-- ARGV[3] version of the terms under which the users are at their limit
-- ARGV[4] epoch of the database in which they were committed
-- ARGV[5..] these users, at most 1,000
-- Returns nothing. In another life of the database nothing of it is true any more. Under other terms, or without a gate, nobody is remembered: the unique key catches them.
local gate = redis.call('HMGET', KEYS[2], 'left', 'version', 'epoch')
if not gate[1] or gate[3] ~= ARGV[4] then
  return nil
end
if gate[1] ~= 'unlimited' then
  redis.call('HINCRBY', KEYS[2], 'left', ARGV[2])
  if redis.call('HINCRBY', KEYS[2], 'pending', -tonumber(ARGV[1])) < 0 then
    redis.call('HSET', KEYS[2], 'pending', 0)
  end
end
if #ARGV > 4 and gate[2] == ARGV[3] then
  redis.call('SADD', KEYS[1], unpack(ARGV, 5))
  if redis.call('TTL', KEYS[1]) < 0 then
    redis.call('EXPIRE', KEYS[1], redis.call('TTL', KEYS[2]))
  end
end
return nil
