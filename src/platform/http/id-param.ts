import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { checkId } from '../../shared/check-id';

class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    checkId(this.name, value);
    return value;
  }
}

/** An id in the path: `@IdParam('batchId') batchId: string`. */
export function IdParam(name: string): ParameterDecorator {
  return (target, key, index) => {
    Param(name, new IdPipe(name))(target, key, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, key!);
    if (descriptor) ApiParam({ name, type: 'string', example: '1' })(target, key!, descriptor);
  };
}
