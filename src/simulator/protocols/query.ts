import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { mutate } from '../mutation.ts';
import { readForm } from './form.ts';
import type { Answer, Refusal, WireProtocol, WireResponse } from './wire.ts';
import { bytesOf, textOf } from './wire.ts';

/** Form in, XML out, result wrapped in `<OperationResult>` (aws-facts §1.1). */
export const awsQuery: WireProtocol = {
  protocol: 'awsQuery',
  decode: (shapes, { body }) => readForm(shapes.input, new URLSearchParams(textOf(body)), false),
  encode: (answer) => {
    const { name } = answer.shapes;
    const result = `<${name}Result>${contents(answer)}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${answer.requestId}</RequestId></ResponseMetadata>`;
    const body = `<${name}Response${namespace(answer)}>${result}${metadata}</${name}Response>`;
    return respond(200, body, answer.requestId);
  },
  refuse: (refusal) => {
    const { error, requestId } = refusal;
    const type = error.status < 500 ? 'Sender' : 'Receiver';
    const inner = `<Error><Type>${type}</Type>${codeAndMessage(refusal)}</Error><RequestId>${requestId}</RequestId>`;
    return respond(error.status, `<ErrorResponse${namespace(refusal)}>${inner}</ErrorResponse>`, requestId);
  },
};

/** Form in, XML out, members directly under `<OperationResponse>`, errors in a list. */
export const ec2Query: WireProtocol = {
  protocol: 'ec2Query',
  decode: (shapes, { body }) => readForm(shapes.input, new URLSearchParams(textOf(body)), true),
  encode: (answer) => {
    const { name } = answer.shapes;
    const inner = `<requestId>${answer.requestId}</requestId>${contents(answer)}`;
    return respond(200, `<${name}Response${namespace(answer)}>${inner}</${name}Response>`, answer.requestId);
  },
  refuse: (refusal) => {
    const { error, requestId } = refusal;
    const inner = `<Errors><Error>${codeAndMessage(refusal)}</Error></Errors><RequestID>${requestId}</RequestID>`;
    return respond(error.status, `<Response>${inner}</Response>`, requestId);
  },
};

function contents({ service, shapes, output, mutations = [] }: Answer): string {
  if (shapes.output.isUnitSchema()) return '';
  const changed = mutations.length === 0 ? output : structuredClone(output);
  for (const mutation of mutations) mutate(changed, mutation);
  const serializer = new XmlShapeSerializer({
    timestampFormat: { useTrait: true, default: 5 },
    xmlNamespace: service.namespace ?? '',
    serviceNamespace: service.namespace ?? '',
  });
  serializer.write(shapes.output, changed ?? {});
  const text = String(serializer.flush());
  // The serializer names the root after the shape; the protocol names it after the operation.
  const open = text.indexOf('>');
  return text.charAt(open - 1) === '/' ? '' : text.slice(open + 1, text.lastIndexOf('</'));
}

function namespace({ service }: Pick<Answer, 'service'> | Refusal): string {
  return service?.namespace === undefined ? '' : ` xmlns="${service.namespace}"`;
}

function codeAndMessage({ error }: Refusal): string {
  return `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function respond(status: number, text: string, requestId: string): WireResponse {
  const body = bytesOf(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  return {
    status,
    headers: {
      'content-type': 'text/xml;charset=UTF-8',
      'content-length': String(body.byteLength),
      'x-amzn-requestid': requestId,
    },
    body,
  };
}
