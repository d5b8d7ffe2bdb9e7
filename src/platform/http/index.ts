export { acceptCsv, csvBody } from './bodies/csv-body';
export { acceptForm } from './bodies/form-body';
export { createApi, createHttp } from './create-api';
export { IdParam } from './id-param';
export { describeApi, describeModule } from './openapi/describe-api';
export { NeverProblems, Problems } from './openapi/problems';
export { FieldErrorDto, ProblemDto } from './problem.dto';
export { sendProblem } from './problem.filter';
export { WelcomeController } from './welcome.controller';
