import { CodeGenerationEntity } from './code-generation.entity';
import { CodeWordEntity } from './code-word.entity';

/** Every table of this module, for the schema. */
export const codeEntities = [CodeGenerationEntity, CodeWordEntity];
