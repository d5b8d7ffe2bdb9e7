import { refineSchemasBy } from '../../../platform/dto';

/** What is required depends on other fields here, so the worked examples are written out. They are sent by a test. */
refineSchemasBy((schemas) => {
  const batch = {
    couponName: 'Autumn: 20.00 off',
    ruleId: '12',
    totalCount: 1000,
    perUserLimit: 1,
    claimFrom: '2026-01-01T00:00:00.000Z',
    claimUntil: '2036-01-01T00:00:00.000Z',
    validDays: 30,
  };
  schemas.CreateBatchDto = { ...schemas.CreateBatchDto, example: batch };
  schemas.ChangeBatchDto = { ...schemas.ChangeBatchDto, example: batch };
  schemas.ExtendBatchDto = {
    ...schemas.ExtendBatchDto,
    example: { claimUntil: '2036-02-01T00:00:00.000Z', perUserLimit: 2 },
  };
});
