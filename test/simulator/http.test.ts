import { contract } from './contract.ts';
import { overHttp } from './ways.ts';

contract('over HTTP', overHttp);
