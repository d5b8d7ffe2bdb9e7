import { refineSchemasBy } from '../../../platform/dto';

/** Of a revocation exactly one form is given, so the worked example is written out. It is sent by a test. */
refineSchemasBy((schemas) => {
  schemas.RevokeCodesDto = { ...schemas.RevokeCodesDto, example: { from: 1, until: 10 } };
});
