-- Overwrites the gate of one batch with what MySQL says.
-- KEYS[1] batch_id:{B}:user_id  set of users at their limit
-- KEYS[2] batch_id:{B}:stock    hash: left ('unlimited' or a number), pending, limit, version, epoch
-- ARGV    left, limit, version, epoch of the database, seconds to live
-- Returns what left was before, or nil when it was unknown.
-- A changed or unknown limit empties the set: it must never name a user who may get one more. So does another
-- epoch: the database was restored, and users may have lost what they held. So does a version that is newer than MySQL's: a
-- database that was set back looks like that before its restore is finished. (A read that was overtaken by a change looks the
-- same; the next scan finds the version and corrects it.) Claims of a process that died would be pending for ever, so the
-- count starts anew.
local gate = redis.call('HMGET', KEYS[2], 'left', 'limit', 'version', 'epoch')
if gate[2] ~= ARGV[2] or gate[4] ~= ARGV[4] or tonumber(gate[3]) > tonumber(ARGV[3]) then
  redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[2], 'left', ARGV[1], 'pending', 0, 'limit', ARGV[2], 'version', ARGV[3], 'epoch', ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return gate[1]
