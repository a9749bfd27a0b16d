/** The commands for people who run MLflow: one file beside the program, loaded when one of them is called. */
export { backupsCommand } from './backups';
export { convertCommand } from './convert';
export { diffCommand } from './diff';
export { doctorCommand } from './doctor';
export { imagesCommand } from './images';
export { preflightCommand } from './preflight';
export { publishCommand } from './publish';
export { reportCommand } from './report';
export { secretsCommand } from './secrets';
