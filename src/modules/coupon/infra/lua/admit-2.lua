-- Advisory admission of claims of one batch; MySQL decides.
-- KEYS[1] batch_id:{B}:user_id  set of users who hold as many coupons as they may
-- KEYS[2] batch_id:{B}:stock    hash: left ('unlimited' or a number, below zero after corrections), pending, limit, version, epoch
-- ARGV[1] epoch of the database
-- ARGV[2..] user ids, at most 1,000
-- Returns one digit per user: 0 admitted (moved from left to pending), 1 at limit, 2 sold out, 3 nothing left but admitted
-- claims are pending that may yet give theirs back; '' when the stock is unknown, or is that of another life of the database.
local gate = redis.call('HMGET', KEYS[2], 'left', 'pending', 'epoch')
if not gate[1] or gate[3] ~= ARGV[1] then
  return ''
end
local unlimited = gate[1] == 'unlimited'
local left = tonumber(gate[1])
local pending = tonumber(gate[2]) or 0
local at_limit = redis.call('SMISMEMBER', KEYS[1], unpack(ARGV, 2))
local answers = {}
local taken = 0
for i = 1, #ARGV - 1 do
  if at_limit[i] == 1 then
    answers[i] = '1'
  elseif unlimited then
    answers[i] = '0'
  elseif taken < left then
    taken = taken + 1
    answers[i] = '0'
  elseif taken + pending > 0 then
    answers[i] = '3'
  else
    answers[i] = '2'
  end
end
if taken > 0 then
  redis.call('HINCRBY', KEYS[2], 'left', -taken)
  redis.call('HINCRBY', KEYS[2], 'pending', taken)
end
return table.concat(answers)
